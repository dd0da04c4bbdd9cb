package dev.penstock.benchmarks.cluster;

import io.vertx.core.Future;
import java.util.List;

/** Calls the other node again and again, from one event loop. */
public interface Drive {
  /** Makes sure that calls leave this node. */
  Future<Void> leave();

  /**
   * Calls, so many at a time, and gives the nanoseconds of each; the last number is those of all.
   *
   * @param way which of {@link Way}
   */
  Future<List<Long>> run(Way way, int window, int count);
}
