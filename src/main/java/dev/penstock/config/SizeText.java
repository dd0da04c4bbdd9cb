package dev.penstock.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as text: bytes, or a number with KiB, MiB, GiB or TiB. */
final class SizeText {
  static final String EXPECTED = "a size in bytes or such as \"64KiB\", \"10MiB\" or \"1GiB\"";

  private static final List<String> UNITS = List.of(" bytes", "KiB", "MiB", "GiB", "TiB");

  private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*(|B|KiB|MiB|GiB|TiB)");

  private static final Pattern DECIMAL = Pattern.compile("(\\d{1,9})\\s*([kKmMgGtT])[bB]?");

  private SizeText() {}

  /** What to write in place of decimal units such as {@code 1GB}. */
  static Optional<String> hint(String bad) {
    Matcher matcher = DECIMAL.matcher(bad.strip());
    return matcher.matches()
        ? Optional.of(
            "write \"" + matcher.group(1) + matcher.group(2).toUpperCase(Locale.ROOT) + "iB\"")
        : Optional.empty();
  }

  /** A size as people write it, in the largest unit that divides it. */
  static String of(long bytes) {
    int unit = bytes == 0 ? 0 : Math.min(UNITS.size() - 1, Long.numberOfTrailingZeros(bytes) / 10);
    return (bytes >> (10 * unit)) + UNITS.get(unit);
  }

  /** The size in bytes, or empty if the text is none or does not fit a long. */
  static OptionalLong parse(String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    int shift =
        switch (matcher.group(2)) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          case "TiB" -> 40;
          default -> 0;
        };
    long amount = Long.parseLong(matcher.group(1));
    return amount > Long.MAX_VALUE >> shift
        ? OptionalLong.empty()
        : OptionalLong.of(amount << shift);
  }
}
