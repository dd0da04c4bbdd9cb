package dev.penstock.examples.models;

import io.vertx.core.Future;

/** Corrects the spelling of texts. */
public interface Speller {
  /** The text with its words corrected, in the language that the call names as its model. */
  Future<String> correct(String text);
}
