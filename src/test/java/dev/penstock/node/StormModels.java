package dev.penstock.node;

import dev.penstock.Application;
import dev.penstock.Blob;
import dev.penstock.CallContext;
import dev.penstock.CallFailedException;
import dev.penstock.Deployment;
import dev.penstock.Failure;
import dev.penstock.Threading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Deployments whose calls end only when they are cancelled, on three levels; and their counts. */
final class StormModels {
  /** Calls that were made, and those that have ended for their callers. */
  static final AtomicInteger MADE = new AtomicInteger();

  static final AtomicInteger ANSWERED = new AtomicInteger();

  /** Methods that were run, and those whose futures have ended. */
  static final AtomicInteger BEGUN = new AtomicInteger();

  static final AtomicInteger ENDED = new AtomicInteger();

  /** Methods that were interrupted or asked for an interrupt without being cancelled. */
  static final AtomicInteger STRANGE_INTERRUPTS = new AtomicInteger();

  private static final int DATA_BYTES = 2048;

  private StormModels() {}

  /** What a request asks for; it is the root's contract. */
  public interface Storm {
    /** Makes so many calls and waits for them, or fails once they are under way. */
    Future<String> burst(int calls, int seed, boolean fail);

    /** Makes one call that goes through all levels, and succeeds. */
    Future<String> quiet(int which);
  }

  /** A step. */
  public interface Step {
    Future<String> run(boolean end, int seed, Blob data);
  }

  static void reset() {
    for (AtomicInteger each : List.of(MADE, ANSWERED, BEGUN, ENDED, STRANGE_INTERRUPTS)) {
      each.set(0);
    }
  }

  private static Future<String> call(Step step, boolean end, int seed, Blob data) {
    MADE.incrementAndGet();
    return step.run(end, seed, data).onComplete(answered -> ANSWERED.incrementAndGet());
  }

  private static Future<String> method(Future<String> body) {
    return body.onComplete(ended -> ENDED.incrementAndGet());
  }

  private static Future<String> untilCancelled() {
    Promise<String> cancelled = Promise.promise();
    CallContext.current().onCancel(() -> cancelled.tryFail("nobody waits"));
    return cancelled.future();
  }

  static final class Top implements Storm {
    private final List<Step> steps;

    Top(List<Step> steps) {
      this.steps = steps;
    }

    @Override
    public Future<String> burst(int calls, int seed, boolean fail) {
      Random random = new Random(seed);
      List<Future<String>> all = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        Step step = steps.get(random.nextInt(steps.size()));
        all.add(call(step, false, random.nextInt(), Blob.of(new byte[DATA_BYTES])));
      }
      if (fail) {
        return Future.failedFuture(new CallFailedException(Failure.BAD_ARGUMENT, "no good"));
      }
      return Future.all(all).map("all");
    }

    @Override
    public Future<String> quiet(int which) {
      return call(steps.get(which), true, 0, Blob.of(new byte[DATA_BYTES]));
    }
  }

  /** Calls the leaf with what it got, and waits for it; some block their thread instead. */
  static class Middle implements Step {
    private final Step leaf;

    Middle(Step leaf) {
      this.leaf = leaf;
    }

    @Override
    public Future<String> run(boolean end, int seed, Blob data) {
      BEGUN.incrementAndGet();
      return method(call(leaf, end, seed, data));
    }
  }

  /** Every other of its calls holds its thread until that is interrupted. */
  static final class Blocking extends Middle {
    Blocking(Step leaf) {
      super(leaf);
    }

    @Override
    public Future<String> run(boolean end, int seed, Blob data) {
      if (Thread.currentThread().isInterrupted() && !CallContext.current().cancelled()) {
        STRANGE_INTERRUPTS.incrementAndGet();
      }
      if (end || seed % 2 == 0) {
        return super.run(end, seed, data);
      }
      BEGUN.incrementAndGet();
      try {
        new CountDownLatch(1).await();
        return method(Future.succeededFuture("never"));
      } catch (InterruptedException e) {
        if (!CallContext.current().cancelled()) {
          STRANGE_INTERRUPTS.incrementAndGet();
        }
        return method(Future.failedFuture("stopped"));
      }
    }
  }

  static final class Leaf implements Step {
    @Override
    public Future<String> run(boolean end, int seed, Blob data) {
      BEGUN.incrementAndGet();
      return method(end ? Future.succeededFuture("bytes: " + data.length()) : untilCancelled());
    }
  }

  /** The deployments, with few slots and room for everything else in the queues. */
  static Application application() {
    var leaf = Deployment.of(Leaf.class).maxOngoing(40).maxQueued(100_000).bind();
    var loop = Deployment.of("Loop", Middle.class).replicas(2).maxOngoing(40).maxQueued(100_000);
    var worker =
        Deployment.of("Worker", Blocking.class)
            .threading(Threading.WORKER)
            .threads(4)
            .interruptible()
            .maxQueued(100_000);
    var single =
        Deployment.of("Single", Blocking.class)
            .threading(Threading.WORKER)
            .interruptible()
            .maxQueued(100_000);
    List<Object> steps =
        new ArrayList<>(List.of(loop.bind(leaf), worker.bind(leaf), single.bind(leaf)));
    if (Runtime.version().feature() >= 21) {
      steps.add(
          Deployment.of("Virtual", Blocking.class)
              .threading(Threading.VIRTUAL)
              .interruptible()
              .maxOngoing(20)
              .maxQueued(100_000)
              .bind(leaf));
    }
    return Application.of("app", Deployment.of(Top.class).maxOngoing(1000).bind(steps))
        .requestTimeout(Duration.ofMinutes(10));
  }
}
