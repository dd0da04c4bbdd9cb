package dev.penstock.examples.durable;

import io.vertx.core.Future;

/** Counts words. */
public interface Counter {
  /** How many lines and words a text has. */
  Future<Count> count(String text);

  /** What was counted. */
  record Count(int lines, int words) {}
}
