package dev.penstock.examples.stream;

import io.vertx.core.streams.ReadStream;

/** Continues a text word by word. */
public interface TokenModel {
  /** The words that follow on a prompt; a full stop is a word of its own. */
  ReadStream<String> tokens(String prompt);
}
