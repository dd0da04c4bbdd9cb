package dev.penstock.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names of HTTP headers: a token of RFC 9110, section 5.6.2, of which the case does not matter. */
public final class HeaderName {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  private HeaderName() {}

  /** The name in lower case, or empty if it is none. */
  public static Optional<String> normalised(String name) {
    return TOKEN.matcher(name).matches()
        ? Optional.of(name.toLowerCase(Locale.ROOT))
        : Optional.empty();
  }
}
