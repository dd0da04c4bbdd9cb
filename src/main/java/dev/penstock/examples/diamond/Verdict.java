package dev.penstock.examples.diamond;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one model thinks.
 *
 * @param model its name
 * @param likelihood by language, with a sum of 1
 */
public record Verdict(String model, Map<String, Double> likelihood) {
  /** A verdict of scores on a logarithmic scale: likelihoods are in proportion to their powers. */
  static Verdict ofLogarithms(String model, Map<String, Double> scores) {
    double best = scores.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    double sum = scores.values().stream().mapToDouble(score -> Math.exp(score - best)).sum();
    Map<String, Double> likelihood = new LinkedHashMap<>();
    scores.forEach((language, score) -> likelihood.put(language, Math.exp(score - best) / sum));
    return new Verdict(model, likelihood);
  }
}
