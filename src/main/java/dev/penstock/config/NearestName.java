package dev.penstock.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that somebody probably meant, by Levenshtein distance. */
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

  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(previous[j], row[j - 1]));
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
