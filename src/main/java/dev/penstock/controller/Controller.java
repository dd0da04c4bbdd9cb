package dev.penstock.controller;

import dev.penstock.graph.DeploymentNode;
import dev.penstock.message.ReplicaId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what runs equal to what should run.
 *
 * <p>Confined to its executor: events from elsewhere arrive as {@code on…} calls and are handed
 * over. One plan runs at a time; what changes meanwhile is planned next. A replica that fails its
 * probes is replaced, after growing pauses if its replacements fail to start.
 */
public final class Controller {
  private static final Logger LOG = LoggerFactory.getLogger(Controller.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** How long replicas that still start are waited for when all is to stop. */
  private static final Duration LAST_START = Duration.ofSeconds(2);

  /** That many failed replacements in a row are a crash loop. */
  private static final int CRASH_LOOP = 3;

  /** Runs something later on the controller's executor. */
  @FunctionalInterface
  public interface Timer {
    /** Runs {@code task} after {@code delay}. */
    void after(Duration delay, Runnable task);
  }

  private final Executor executor;
  private final Timer timer;
  private final Planner planner;
  private final ReplicaHost host;
  private final StepRunner runner;
  private final Map<String, Integer> failedStarts = new HashMap<>();

  /** Deployments whose replacement is under way or waits for its next try. */
  private final Set<String> replacing = new HashSet<>();

  /** Replicas of the plan that runs which fell ill before their start was done. */
  private final Map<ReplicaId, Throwable> illEarly = new HashMap<>();

  /** Replicas that are wanted here no longer, with the ends of their stops. */
  private final Map<ReplicaId, Future<Void>> retiring = new LinkedHashMap<>();

  private DesiredState desired = DesiredState.NOTHING;
  private ActualState actual = ActualState.NOTHING;
  private Future<Void> last = Future.succeededFuture();
  private boolean closed;

  /**
   * A controller of nothing yet.
   *
   * @param executor runs tasks one at a time, in order
   */
  public Controller(Executor executor, Timer timer, Planner planner, ReplicaHost host) {
    this.executor = executor;
    this.timer = timer;
    this.planner = planner;
    this.host = host;
    this.runner = new StepRunner(host, executor, this::onDone);
  }

  /**
   * Starts what should run. If a step fails, everything is stopped again before the future fails.
   */
  public Future<Void> start(DesiredState wanted) {
    Promise<Void> done = Promise.promise();
    executor.execute(
        () -> {
          desired = wanted;
          reconcile()
              .recover(
                  failure -> {
                    desired = DesiredState.NOTHING;
                    return reconcile().transform(stopped -> Future.failedFuture(failure));
                  })
              .onComplete(done);
        });
    return done.future();
  }

  /**
   * Stops everything, in the reverse order of the start. A replica whose start does not end is not
   * waited for.
   */
  public Future<Void> stop() {
    Promise<Void> done = Promise.promise();
    executor.execute(
        () -> {
          closed = true;
          desired = DesiredState.NOTHING;
          timer.after(LAST_START, () -> executor.execute(runner::abandonStarts));
          last =
              last.transform(
                  ended -> Future.join(List.copyOf(retiring.values())).otherwiseEmpty().mapEmpty());
          reconcile().onComplete(done);
        });
    return done.future();
  }

  /**
   * Other replicas of the same applications should run from now on. What does not start is tried
   * again after growing pauses; what goes lets its calls end, for which nothing else waits. Any
   * thread.
   */
  public void update(Share share) {
    executor.execute(
        () -> {
          if (!closed) {
            desired = new DesiredState(desired.applications(), share);
            desired.applications().stream()
                .flatMap(application -> application.deployments().stream())
                .map(DeploymentNode::id)
                .filter(deployment -> !due(deployment).isEmpty())
                .forEach(this::replace);
          }
        });
  }

  /** A replica failed its probes. Any thread. */
  public void onUnhealthy(ReplicaId replica, Throwable cause) {
    executor.execute(
        () -> {
          if (closed) {
            return;
          }
          if (!actual.replicas().contains(replica)) {
            illEarly.put(replica, cause);
            return;
          }
          LOG.warn("replica {} is unhealthy and will be replaced: {}", replica, cause.toString());
          host.condemn(replica);
          actual = actual.withUnhealthy(replica);
          replace(replica.deploymentId());
        });
  }

  private void onDone(Step step) {
    actual = actual.after(step);
    if (step instanceof Step.StartReplica start) {
      Throwable cause = illEarly.remove(start.replica());
      if (cause != null) {
        onUnhealthy(start.replica(), cause);
      }
    }
  }

  private void replace(String deploymentId) {
    if (replacing.add(deploymentId)) {
      tryToReplace(deploymentId);
    }
  }

  private void tryToReplace(String deploymentId) {
    if (closed) {
      return;
    }
    heal(deploymentId)
        .onSuccess(done -> onReplaced(deploymentId))
        .onFailure(failure -> onReplacementFailed(deploymentId, failure));
  }

  private void onReplaced(String deploymentId) {
    failedStarts.remove(deploymentId);
    replacing.remove(deploymentId);
    // Others may have fallen ill since the plan was made, or other ones are wanted.
    if (!due(deploymentId).isEmpty()) {
      replace(deploymentId);
    }
  }

  private void onReplacementFailed(String deploymentId, Throwable failure) {
    if (closed) {
      return;
    }
    int failures = failedStarts.merge(deploymentId, 1, Integer::sum);
    if (failures >= CRASH_LOOP) {
      host.crashLoop(deploymentId);
    }
    Duration pause = pauseAfter(failures);
    LOG.error(
        "{} could not be replaced ({} times in a row), next try in {} s: {}",
        deploymentId,
        failures,
        pause.toSeconds(),
        failure.getMessage(),
        failure);
    timer.after(pause, () -> executor.execute(() -> tryToReplace(deploymentId)));
  }

  private static Duration pauseAfter(int failures) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /** Plans and runs, after the plan that runs now. */
  private Future<Void> reconcile() {
    last = last.transform(ended -> runPlan());
    return last;
  }

  private Future<Void> runPlan() {
    illEarly.clear();
    List<Step> plan = planner.plan(desired, actual);
    // What cannot be stopped must not keep the rest running.
    return desired.equals(DesiredState.NOTHING) ? runner.runAll(plan) : runner.run(plan);
  }

  /** Like {@link #reconcile}, for one deployment: whatever ails others must not keep it ill. */
  private Future<Void> heal(String deploymentId) {
    last =
        last.transform(
            ended -> {
              illEarly.clear();
              List<Step> due = due(deploymentId);
              due.stream()
                  .filter(this::isLeaving)
                  .map(Step.StopReplica.class::cast)
                  .forEach(this::retire);
              return runner.run(due.stream().filter(step -> !isLeaving(step)).toList());
            });
    return last;
  }

  /** What is to be done for a deployment, and can be: a replica that retires must be gone first. */
  private List<Step> due(String deploymentId) {
    return planner.plan(desired, actual).stream()
        .filter(step -> isReplicaOf(deploymentId, step))
        .filter(
            step ->
                !(step instanceof Step.StartReplica start && retiring.containsKey(start.replica())))
        .toList();
  }

  /** Whether a step stops a replica that is well: it is wanted here no longer. */
  private boolean isLeaving(Step step) {
    return step instanceof Step.StopReplica stop && !actual.unhealthy().contains(stop.replica());
  }

  private void retire(Step.StopReplica step) {
    actual = actual.after(step);
    Promise<Void> ended = Promise.promise();
    retiring.put(step.replica(), ended.future());
    Future<Void> stopped;
    try {
      stopped = host.stop(step.replica(), step.deployment());
    } catch (RuntimeException e) {
      stopped = Future.failedFuture(e);
    }
    stopped.onComplete(
        result ->
            executor.execute(
                () -> {
                  if (result.failed()) {
                    LOG.warn(
                        "replica {} did not stop as it should", step.replica(), result.cause());
                  }
                  retiring.remove(step.replica());
                  ended.complete();
                  String deploymentId = step.deployment().id();
                  if (!closed && !due(deploymentId).isEmpty()) {
                    replace(deploymentId);
                  }
                }));
  }

  private static boolean isReplicaOf(String deploymentId, Step step) {
    return (step instanceof Step.StartReplica start && start.deployment().id().equals(deploymentId))
        || (step instanceof Step.StopReplica stop && stop.deployment().id().equals(deploymentId));
  }
}
