package dev.penstock.examples.stream;

import io.vertx.core.streams.ReadStream;

/** Tells stories. */
public interface Story {
  /** A story that begins with those words, piece by piece. */
  ReadStream<String> tell(String opening);
}
