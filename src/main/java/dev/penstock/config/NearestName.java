package dev.penstock.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that somebody probably meant, by edit distance (Damerau-Levenshtein). */
public final class NearestName {
  private NearestName() {}

  /**
   * The known name nearest to {@code given}, if it is near enough to be a slip: up to a third of
   * its characters differ, upper and lower case counted as the same.
   */
  public static Optional<String> of(String given, Collection<String> known) {
    String wanted = given.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(k -> distance(wanted, k.toLowerCase(Locale.ROOT)) <= tolerated(given, k))
        .min(
            Comparator.comparingInt((String k) -> distance(wanted, k.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /**
   * The end of a message about an unknown name: {@code did you mean 'replicas'?}, or all that could
   * stand there.
   *
   * @param none what to say when nothing is known
   */
  public static String hint(String given, Collection<String> known, String none) {
    if (known.isEmpty()) {
      return none;
    }
    return of(given, known)
        .map(k -> "did you mean '" + k + "'?")
        .orElseGet(() -> "there is: " + String.join(", ", known));
  }

  private static int tolerated(String given, String known) {
    return Math.max(1, Math.max(given.length(), known.length()) / 3);
  }

  /** The fewest insertions, deletions, replacements and swaps of neighbours. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int other = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + other, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
