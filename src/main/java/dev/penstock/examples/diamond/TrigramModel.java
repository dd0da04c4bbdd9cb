package dev.penstock.examples.diamond;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/** Compares the trigrams of a text with those of each language: fast enough for an event loop. */
public final class TrigramModel implements LanguageModel {
  /** Turns differences of similarity, which are small, into likelihoods that tell apart. */
  private static final double SHARPNESS = 25;

  private final Map<String, Trigrams> profiles = new HashMap<>();

  /** A model of the languages that there are texts of. */
  public TrigramModel() {
    Profiles.words().forEach((language, words) -> profiles.put(language, Trigrams.of(words)));
  }

  @Override
  public Future<Verdict> judge(String words) {
    Trigrams trigrams = Trigrams.of(words);
    Map<String, Double> scores = new HashMap<>();
    profiles.forEach(
        (language, profile) -> scores.put(language, SHARPNESS * trigrams.similarity(profile)));
    return Future.succeededFuture(Verdict.ofLogarithms("trigrams", scores));
  }
}
