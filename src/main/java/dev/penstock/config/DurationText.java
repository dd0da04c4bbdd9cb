package dev.penstock.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as text: {@code 500ms}, {@code 2s}, {@code 1m}, {@code 1h}, or ISO-8601. */
public final class DurationText {
  /** What to write, for messages. */
  public static final String EXPECTED = "a duration such as \"500ms\", \"2s\", \"1m\" or \"PT2S\"";

  private static final Pattern SHORT = Pattern.compile("(\\d{1,15})\\s*(ms|s|m|h)");

  private static final Pattern NUMBER = Pattern.compile("\\s*[1-9]\\d{0,8}\\s*");

  private DurationText() {}

  /** The shortest text for a duration, such as {@code 1500ms}; ISO-8601 below a millisecond. */
  public static String of(Duration duration) {
    if (!duration.equals(Duration.ofMillis(duration.toMillis()))) {
      return duration.toString();
    }
    long millis = duration.toMillis();
    if (millis % 3_600_000 == 0) {
      return millis / 3_600_000 + "h";
    } else if (millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  /** What to write in place of a number, which has no unit. */
  static Optional<String> hint(String bad) {
    return NUMBER.matcher(bad).matches()
        ? Optional.of("with its unit it would be \"" + bad.strip() + "s\"")
        : Optional.empty();
  }

  /** The duration, or empty if the text is none. */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = SHORT.matcher(text.strip());
    try {
      if (!matcher.matches()) {
        return Optional.of(Duration.parse(text.strip()));
      }
      long amount = Long.parseLong(matcher.group(1));
      return Optional.of(
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
          });
    } catch (DateTimeParseException | ArithmeticException e) {
      return Optional.empty();
    }
  }
}
