package acme;

import io.vertx.core.Future;

/** Makes short what is long. */
public interface Summarizer {
  Future<Summary> summarize(String text);

  record Summary(String text, int attempt) {}
}
