package dev.penstock.benchmarks.cluster;

import io.vertx.core.Future;
import java.util.List;

/** Calls again and again, from one event loop. */
public interface Drive {
  /**
   * Calls, so many at a time, and gives the nanoseconds of each; the last number is those of all.
   *
   * @param callee its number
   * @param port of the bare HTTP server in the other process
   */
  Future<List<Long>> run(Way way, int callee, int window, int count, int port);

  /** Whether a callee runs on the thread of the caller. */
  Future<Boolean> onThisThread(int callee);
}
