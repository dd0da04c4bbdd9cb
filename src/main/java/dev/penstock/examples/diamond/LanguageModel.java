package dev.penstock.examples.diamond;

import io.vertx.core.Future;

/** Tells how likely a text is in each language. */
public interface LanguageModel {
  /** The verdict on a text that was preprocessed. */
  Future<Verdict> judge(String words);
}
