package dev.penstock.benchmarks.batch;

import io.vertx.core.Future;
import java.util.List;

/** Hands everything on. */
public final class LoadList implements Loads {
  private final List<Load> loads;

  /** These loads. */
  public LoadList(List<Load> loads) {
    this.loads = loads;
  }

  @Override
  public Future<Integer> closed(int load, int callers, int millis) {
    return loads.get(load).closed(callers, millis);
  }

  @Override
  public Future<Integer> open(int load, int perSecond, int millis) {
    return loads.get(load).open(perSecond, millis);
  }

  @Override
  public Future<List<Long>> alone(int load, int calls, int pauseMillis) {
    return loads.get(load).alone(calls, pauseMillis);
  }
}
