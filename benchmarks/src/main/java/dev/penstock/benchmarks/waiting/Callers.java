package dev.penstock.benchmarks.waiting;

import io.vertx.core.Future;
import java.util.List;

/** Callers on one event loop. */
public interface Callers {
  /**
   * What the callers got.
   *
   * @param answers of each caller
   * @param serviceNanos of all calls together
   */
  record Tally(List<Integer> answers, long serviceNanos) {}

  /** Lets that many callers call for that time, each again when it has its answer. */
  Future<Tally> run(int callers, int serviceMillis, int forMillis);

  /** The name of the callers' thread. */
  Future<String> thread();
}
