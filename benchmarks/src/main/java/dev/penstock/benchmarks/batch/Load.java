package dev.penstock.benchmarks.batch;

import io.vertx.core.Future;
import java.util.List;

/** Callers of a scorer, on one event loop. */
public interface Load {
  /** Callers that call again when they have their answers: answers in that time. */
  Future<Integer> closed(int callers, int millis);

  /** Calls that come by themselves: answers in that time. */
  Future<Integer> open(int perSecond, int millis);

  /** One call after another with pauses: how long each has waited for its batch, in nanoseconds. */
  Future<List<Long>> alone(int calls, int pauseMillis);
}
