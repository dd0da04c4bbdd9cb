package dev.penstock.controller;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Carries out steps in their order; replicas of one deployment start, and stop, side by side. A
 * failure counts after what runs beside it has ended too.
 */
final class StepRunner {
  private final ReplicaHost host;
  private final Executor executor;
  private final Consumer<Step> onDone;

  /** Fails when starts are waited for no longer. */
  private final Promise<Void> abandoned = Promise.promise();

  /**
   * A runner.
   *
   * @param executor where steps begin and their ends are heard
   * @param onDone hears of each step that succeeded
   */
  StepRunner(ReplicaHost host, Executor executor, Consumer<Step> onDone) {
    this.host = host;
    this.executor = executor;
    this.onDone = onDone;
  }

  /** Ends at the first failure. */
  Future<Void> run(List<Step> steps) {
    Future<Void> all = Future.succeededFuture();
    for (List<Step> together : grouped(steps)) {
      all = all.compose(before -> runTogether(together));
    }
    return all;
  }

  /** Goes on after failures, and fails with the first one. */
  Future<Void> runAll(List<Step> steps) {
    Future<Void> all = Future.succeededFuture();
    for (List<Step> together : grouped(steps)) {
      Future<Void> before = all;
      all =
          before.transform(
              ended -> {
                Future<Void> own = runTogether(together);
                return before.failed() ? own.transform(ignored -> before) : own;
              });
    }
    return all;
  }

  /** Fails the starts that still run; a replica that starts all the same is stopped. */
  void abandonStarts() {
    abandoned.tryFail("the controller stops and waits for no start any longer");
  }

  private Future<Void> runTogether(List<Step> steps) {
    List<Future<Void>> running = new ArrayList<>();
    for (Step step : steps) {
      Future<Void> ended = onExecutor(begin(step));
      if (step instanceof Step.StartReplica start) {
        ended = orAbandoned(ended, start);
      }
      running.add(ended.onSuccess(done -> onDone.accept(step)));
    }
    return Future.join(running).mapEmpty();
  }

  private Future<Void> orAbandoned(Future<Void> started, Step.StartReplica step) {
    Promise<Void> ended = Promise.promise();
    abandoned.future().onFailure(ended::tryFail);
    started.onComplete(
        result -> {
          boolean late = result.failed() ? !ended.tryFail(result.cause()) : !ended.tryComplete();
          if (late && result.succeeded()) {
            host.stop(step.replica(), step.deployment());
          }
        });
    return ended.future();
  }

  /** Steps end on the threads of replicas; their ends are heard on the executor only. */
  private Future<Void> onExecutor(Future<Void> step) {
    Promise<Void> ended = Promise.promise();
    step.onComplete(result -> executor.execute(() -> ended.handle(result)));
    return ended.future();
  }

  private Future<Void> begin(Step step) {
    try {
      return carryOut(step);
    } catch (Throwable thrown) {
      // Whatever it is, it must reach who waits for the end.
      return Future.failedFuture(thrown);
    }
  }

  private Future<Void> carryOut(Step step) {
    if (step instanceof Step.OpenApplication s) {
      return host.open(s.application());
    } else if (step instanceof Step.StartReplica s) {
      return host.start(s.replica(), s.deployment());
    } else if (step instanceof Step.PublishRoute s) {
      return host.publish(s.application());
    } else if (step instanceof Step.WithdrawRoute s) {
      return host.withdraw(s.application());
    } else if (step instanceof Step.StopReplica s) {
      return host.stop(s.replica(), s.deployment());
    } else if (step instanceof Step.CloseApplication s) {
      return host.close(s.application());
    }
    throw new IllegalArgumentException("unknown step " + step);
  }

  /** Neighbours that may run side by side, together. */
  private static List<List<Step>> grouped(List<Step> steps) {
    List<List<Step>> groups = new ArrayList<>();
    for (Step step : steps) {
      List<Step> last = groups.isEmpty() ? List.of() : groups.get(groups.size() - 1);
      if (!last.isEmpty() && sideBySide(last.get(0), step)) {
        last.add(step);
      } else {
        groups.add(new ArrayList<>(List.of(step)));
      }
    }
    return groups;
  }

  private static boolean sideBySide(Step a, Step b) {
    if (a instanceof Step.StartReplica one && b instanceof Step.StartReplica other) {
      return one.deployment().equals(other.deployment());
    }
    return a instanceof Step.StopReplica one
        && b instanceof Step.StopReplica other
        && one.deployment().equals(other.deployment());
  }
}
