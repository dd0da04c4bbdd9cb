package dev.penstock.benchmarks.batch;

import io.vertx.core.Future;
import java.util.List;

/** Several loads, by number; see {@link Load}. */
public interface Loads {
  /** See {@link Load#closed}. */
  Future<Integer> closed(int load, int callers, int millis);

  /** See {@link Load#open}. */
  Future<Integer> open(int load, int perSecond, int millis);

  /** See {@link Load#alone}. */
  Future<List<Long>> alone(int load, int calls, int pauseMillis);
}
