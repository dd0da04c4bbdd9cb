package dev.penstock.benchmarks.waiting;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** Works by a timer. */
public final class TimedService implements Service {
  private final Vertx vertx = Vertx.currentContext().owner();

  @Override
  public Future<Long> work(int millis) {
    long start = System.nanoTime();
    return vertx.timer(millis, TimeUnit.MILLISECONDS).map(fired -> System.nanoTime() - start);
  }
}
