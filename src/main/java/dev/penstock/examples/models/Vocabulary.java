package dev.penstock.examples.models;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a text, and how often each stands there. A word that is not among them is taken for
 * the nearest one, and of several for the most frequent.
 */
final class Vocabulary {
  private static final Pattern WORD = Pattern.compile("\\p{L}+");

  /** Words with more slips than this are taken for words of their own. */
  private static final int MOST_SLIPS = 2;

  private final Map<String, Integer> counts;

  private Vocabulary(Map<String, Integer> counts) {
    this.counts = counts;
  }

  /** Learns the words of a text. */
  static Vocabulary of(String text) {
    Map<String, Integer> counts = new TreeMap<>();
    WORD.matcher(text)
        .results()
        .forEach(word -> counts.merge(word.group().toLowerCase(Locale.ROOT), 1, Integer::sum));
    return new Vocabulary(counts);
  }

  /** The text with each word that is not known replaced by one that is, if one is near. */
  String correct(String text) {
    return WORD.matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(corrected(match.group())));
  }

  private String corrected(String written) {
    String word = written.toLowerCase(Locale.ROOT);
    if (counts.containsKey(word)) {
      return written;
    }
    String best = written;
    // A short word has many neighbours that it has nothing to do with.
    int fewest = Math.min(MOST_SLIPS, word.length() / 2) + 1;
    int mostFrequent = Integer.MAX_VALUE;
    for (var known : counts.entrySet()) {
      int slips = slips(word, known.getKey());
      if (slips < fewest || (slips == fewest && known.getValue() > mostFrequent)) {
        best = known.getKey();
        fewest = slips;
        mostFrequent = known.getValue();
      }
    }
    return Character.isUpperCase(written.charAt(0)) ? capitalized(best) : best;
  }

  private static String capitalized(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  /**
   * The least number of letters inserted, left out, replaced, or swapped with their neighbour that
   * leads from one word to the other (Damerau, 1964; "optimal string alignment").
   */
  static int slips(String a, String b) {
    int[][] distance = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        distance[i][j] = i == 0 || j == 0 ? i + j : least(distance, a, b, i, j);
      }
    }
    return distance[a.length()][b.length()];
  }

  private static int least(int[][] distance, String a, String b, int i, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int least =
        Math.min(
            distance[i - 1][j - 1] + (same ? 0 : 1),
            1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, distance[i - 2][j - 2] + 1) : least;
  }
}
