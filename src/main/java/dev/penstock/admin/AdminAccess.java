package dev.penstock.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask. With a token, whoever knows it. Without one the listener is on loopback, and only
 * requests for a loopback name are answered: a web page that has its own name point here (DNS
 * rebinding) sends that name. Immutable.
 *
 * @param token what {@code Authorization: Bearer} must carry, if anything
 */
record AdminAccess(Optional<String> token) {
  private static final String BEARER = "bearer ";

  /** What comes of a request. */
  enum Verdict {
    ALLOWED,
    /** It has no token, or a wrong one. */
    TOKEN_WANTED,
    /** It is for a name that is not of loopback. */
    FOREIGN_HOST
  }

  /** Judges a request by its headers {@code Authorization} and {@code Host}. */
  Verdict judge(@Nullable String authorization, @Nullable String host) {
    if (token.isPresent()) {
      return authorization != null && carries(authorization, token.get())
          ? Verdict.ALLOWED
          : Verdict.TOKEN_WANTED;
    }
    return host != null && isLoopback(host) ? Verdict.ALLOWED : Verdict.FOREIGN_HOST;
  }

  private static boolean carries(String authorization, String wanted) {
    if (!authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return false;
    }
    String given = authorization.substring(BEARER.length()).trim();
    // Takes the same time wherever they differ.
    return MessageDigest.isEqual(given.getBytes(UTF_8), wanted.getBytes(UTF_8));
  }

  private static boolean isLoopback(String host) {
    String name = withoutPort(host).toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.equals("[::1]")
        || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  private static String withoutPort(String host) {
    return host.replaceFirst(":\\d*$", "");
  }
}
