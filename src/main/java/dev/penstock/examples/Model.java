package dev.penstock.examples;

import io.vertx.core.Future;

/** A contract: what a model does, whoever does it and wherever it runs. */
public interface Model {
  /** Answers one text. */
  Future<String> process(String data);
}
