package dev.penstock.benchmarks.stream;

import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;

/** Sends items to another event loop. */
public interface Feed {
  /** Texts of 100 characters, which pass as they are. */
  ReadStream<String> texts(int count);

  /** Arrays of 100 bytes, which are copied. */
  ReadStream<byte[]> bytes(int count);

  /** Texts as bare tasks, one for each, to the context that {@link Sinking} has left. */
  Future<Void> tasks(int count);
}
