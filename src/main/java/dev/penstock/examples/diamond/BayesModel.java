package dev.penstock.examples.diamond;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/** Naive Bayes over trigrams with additive smoothing: what may follow {@link TrigramModel}. */
public final class BayesModel implements LanguageModel {
  private static final double SMOOTHING = 0.5;

  /** Trigrams overlap, so each one tells less than if they were independent. */
  private static final double WEIGHT = 1.0 / 3;

  private final Map<String, Trigrams> profiles = new HashMap<>();

  /** A model of the languages that there are texts of. */
  public BayesModel() {
    Profiles.words().forEach((language, words) -> profiles.put(language, Trigrams.of(words)));
  }

  @Override
  public Future<Verdict> judge(String words) {
    Trigrams trigrams = Trigrams.of(words);
    Map<String, Double> scores = new HashMap<>();
    profiles.forEach((language, profile) -> scores.put(language, score(trigrams, profile)));
    return Future.succeededFuture(Verdict.ofLogarithms("bayes", scores));
  }

  private static double score(Trigrams text, Trigrams profile) {
    double possible = profile.total() + SMOOTHING * (profile.counts().size() + 1);
    double score = 0;
    for (var count : text.counts().entrySet()) {
      int seen = profile.counts().getOrDefault(count.getKey(), 0);
      score += count.getValue() * Math.log((seen + SMOOTHING) / possible);
    }
    return WEIGHT * score;
  }
}
