package dev.penstock.http;

import io.vertx.core.internal.net.RFC3986;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The path of a request in the one form that routes are matched with. */
final class RequestPath {
  private static final Pattern ENCODED_DOT = Pattern.compile("%2[eE]");
  private static final Pattern ENCODED_SLASH = Pattern.compile("%2[fF]|%5[cC]");
  private static final Pattern UPWARDS = Pattern.compile("/\\.\\.(/|$)");

  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f]");

  private RequestPath() {}

  /**
   * A path with unreserved characters decoded, dot segments removed and repeated slashes made one,
   * or null if it is no absolute path or one that only an attack needs. The same object where
   * nothing changes.
   */
  static @Nullable String normalise(@Nullable String raw) {
    if (raw == null || raw.isEmpty() || raw.charAt(0) != '/') {
      return null;
    }
    if (isNormal(raw)) {
      return raw;
    }
    if (hasForbidden(raw) || climbs(raw)) {
      return null;
    }
    try {
      String path = RFC3986.normalizePath(raw);
      return path.isEmpty() || path.charAt(0) != '/' ? "/" + path : path;
    } catch (IllegalArgumentException malformedEscape) {
      return null;
    }
  }

  /** A path as it may stand in the log: a client must not steer the terminal of who reads it. */
  static String printable(@Nullable String raw) {
    String path = String.valueOf(raw);
    return CONTROL.matcher(path).find()
        ? CONTROL
            .matcher(path)
            .replaceAll(found -> "%%%02X".formatted((int) found.group().charAt(0)))
        : path;
  }

  private static boolean isNormal(String path) {
    char before = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%' || isForbidden(c) || (before == '/' && (c == '/' || c == '.'))) {
        return false;
      }
      before = c;
    }
    return true;
  }

  /** Control characters, spaces, and what some take for a slash. */
  private static boolean isForbidden(char c) {
    return c <= ' ' || c == 0x7F || c == '\\';
  }

  private static boolean hasForbidden(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (isForbidden(path.charAt(i))) {
        return true;
      }
    }
    return path.contains("%00");
  }

  /**
   * Whether a path has a segment {@code ..} that leads out of the root, or that shows only when
   * escaped slashes are decoded: no client needs these, and a file server behind the route might
   * take them for what they say.
   */
  private static boolean climbs(String path) {
    String plain = path;
    if (path.indexOf('%') >= 0) {
      plain = ENCODED_DOT.matcher(path).replaceAll(".");
      String slashed = ENCODED_SLASH.matcher(plain).replaceAll("/");
      if (!slashed.equals(plain) && UPWARDS.matcher(slashed).find()) {
        return true;
      }
    }
    int depth = 0;
    for (String segment : plain.split("/", -1)) {
      if (segment.equals("..")) {
        depth--;
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        depth++;
      }
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }
}
