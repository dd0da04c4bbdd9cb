package dev.penstock.benchmarks.cluster;

import io.vertx.core.Future;
import java.util.List;

/** Calls the other node again and again, from one event loop. */
public interface Drive {
  /**
   * Calls, so many at a time, and gives the nanoseconds of each; the last number is those of all.
   *
   * @param port of the bare HTTP server in the other process
   */
  Future<List<Long>> run(Way way, int window, int count, int port);
}
