package dev.penstock.examples.diamond;

import java.util.HashMap;
import java.util.Map;

/** How often each sequence of three characters stands in a text. */
record Trigrams(Map<String, Integer> counts, int total) {
  static Trigrams of(String words) {
    Map<String, Integer> counts = new HashMap<>();
    String padded = " " + words + " ";
    for (int i = 0; i + 3 <= padded.length(); i++) {
      counts.merge(padded.substring(i, i + 3), 1, Integer::sum);
    }
    return new Trigrams(counts, Math.max(0, padded.length() - 2));
  }

  /** The cosine of the angle between two texts as vectors of counts: from 0 to 1. */
  double similarity(Trigrams other) {
    double dot = 0;
    for (var count : counts.entrySet()) {
      dot += (double) count.getValue() * other.counts.getOrDefault(count.getKey(), 0);
    }
    double lengths = length() * other.length();
    return lengths == 0 ? 0 : dot / lengths;
  }

  private double length() {
    return Math.sqrt(counts.values().stream().mapToDouble(count -> (double) count * count).sum());
  }
}
