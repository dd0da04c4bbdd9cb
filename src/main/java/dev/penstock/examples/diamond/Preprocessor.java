package dev.penstock.examples.diamond;

import io.vertx.core.Future;

/** Brings a text into the form that models compare. */
public interface Preprocessor {
  /** Lower-case words with single spaces between them. */
  Future<String> words(String text);
}
