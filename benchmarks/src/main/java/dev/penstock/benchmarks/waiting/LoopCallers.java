package dev.penstock.benchmarks.waiting;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Callers that share a handle. */
public final class LoopCallers implements Callers {
  private final Service service;

  /** Callers of that service. */
  public LoopCallers(Service service) {
    this.service = service;
  }

  @Override
  public Future<Tally> run(int callers, int serviceMillis, int forMillis) {
    Run run = new Run(callers, serviceMillis, forMillis);
    for (int caller = 0; caller < callers; caller++) {
      run.call(caller);
    }
    return run.done.future();
  }

  @Override
  public Future<String> thread() {
    return Future.succeededFuture(Thread.currentThread().getName());
  }

  /** One run; confined to the event loop. */
  private final class Run {
    final Promise<Tally> done = Promise.promise();
    private final Integer[] answers;
    private final int serviceMillis;
    private final long endNanos;
    private long serviceNanos;
    private int calling;

    Run(int callers, int serviceMillis, int forMillis) {
      this.answers = new Integer[callers];
      Arrays.fill(answers, 0);
      this.serviceMillis = serviceMillis;
      this.endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(forMillis);
      this.calling = callers;
    }

    void call(int caller) {
      service
          .work(serviceMillis)
          .onFailure(done::tryFail)
          .onSuccess(took -> answered(caller, took));
    }

    private void answered(int caller, long took) {
      // The calls that still waited at the end belong to no period: they are let out uncounted.
      if (System.nanoTime() - endNanos < 0) {
        answers[caller]++;
        serviceNanos += took;
        call(caller);
      } else if (--calling == 0) {
        done.tryComplete(new Tally(Arrays.asList(answers), serviceNanos));
      }
    }
  }
}
