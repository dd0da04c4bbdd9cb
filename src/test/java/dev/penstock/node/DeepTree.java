package dev.penstock.node;

import dev.penstock.Application;
import dev.penstock.CallContext;
import dev.penstock.CallFailedException;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.Failure;
import dev.penstock.Threading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** Three deployments that call one another, and what tests see of their calls. */
final class DeepTree {
  /** The calls that began at one level, and those of them that were cancelled, each as it was. */
  static final class Level {
    final BlockingQueue<CallContext> begun = new LinkedBlockingQueue<>();
    final BlockingQueue<CallContext> cancelled = new LinkedBlockingQueue<>();

    /** What the calls that were made here failed with. */
    final BlockingQueue<CallFailedException> failed = new LinkedBlockingQueue<>();

    void watch(CallContext call) {
      call.onCancel(() -> cancelled.add(call));
      begun.add(call);
    }

    void onFailure(Throwable failure) {
      failed.add((CallFailedException) failure);
    }

    private void clear() {
      begun.clear();
      cancelled.clear();
      failed.clear();
    }
  }

  static final Level TOP = new Level();
  static final Level MIDDLE = new Level();
  static final Level LEAF = new Level();

  /** Ends the calls that wait. */
  static volatile Promise<String> end = Promise.promise();

  /** Lets go the threads that are blocked. */
  static volatile CountDownLatch gate = new CountDownLatch(1);

  private DeepTree() {}

  public interface Work {
    Future<String> run(String how);
  }

  static final class Leaf implements Work {
    @Override
    public Future<String> run(String how) {
      LEAF.watch(CallContext.current());
      if (how.equals("block")) {
        RunningNode.await(gate);
        return Future.failedFuture("it is late");
      }
      return how.equals("end") ? Future.succeededFuture("the end") : end.future();
    }
  }

  static final class Middle implements Work {
    private final Work leaf;

    Middle(Work leaf) {
      this.leaf = leaf;
    }

    @Override
    public Future<String> run(String how) {
      MIDDLE.watch(CallContext.current());
      if (how.equals("hurry")) {
        return CallOptions.timeout(Duration.ofSeconds(1)) // the leaf must have begun by then
            .on(leaf)
            .run(how)
            .recover(
                late -> Future.succeededFuture("leaf " + ((CallFailedException) late).failure()));
      }
      return leaf.run(how).onFailure(MIDDLE::onFailure);
    }
  }

  static final class Top implements Work {
    private final Work middle;

    Top(Work middle) {
      this.middle = middle;
    }

    @Override
    public Future<String> run(String how) {
      TOP.watch(CallContext.current());
      Future<String> below = middle.run(how).onFailure(TOP::onFailure);
      return how.equals("fail") ? middle.run("end").compose(ended -> failed()) : below;
    }

    private static Future<String> failed() {
      return Future.failedFuture(new CallFailedException(Failure.BAD_ARGUMENT, "no good"));
    }
  }

  /** The tree on such threads, each deployment with that many slots. */
  static Application on(Threading threading, int threads, int slots) {
    var leaf = on(threading, threads, Deployment.of("Leaf", Leaf.class)).maxOngoing(slots).bind();
    var middle = on(threading, threads, Deployment.of("Middle", Middle.class)).bind(leaf);
    return Application.of(
        "app", on(threading, threads, Deployment.of("Top", Top.class)).bind(middle));
  }

  private static <T> Deployment<T> on(Threading threading, int threads, Deployment<T> deployment) {
    Deployment<T> on = deployment.threading(threading).maxOngoing(8);
    return threading == Threading.WORKER ? on.threads(threads) : on;
  }

  static void reset() {
    TOP.clear();
    MIDDLE.clear();
    LEAF.clear();
    end = Promise.promise();
    gate = new CountDownLatch(1);
  }

  /** Lets everything end. */
  static void release() {
    end.tryComplete("the end");
    gate.countDown();
  }
}
