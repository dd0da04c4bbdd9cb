package dev.penstock.benchmarks.stream;

import io.vertx.core.Future;

/** Takes items from another event loop. Each answers with the name of its thread. */
public interface Sink {
  /** Texts of a stream. */
  Future<String> texts(int count);

  /** Arrays of bytes of a stream. */
  Future<String> bytes(int count);

  /** Texts that come as bare tasks. */
  Future<String> tasks(int count);
}
