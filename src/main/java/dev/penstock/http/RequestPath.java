package dev.penstock.http;

import io.vertx.core.internal.net.RFC3986;
import org.jspecify.annotations.Nullable;

/** The path of a request in the one form that routes are matched with. */
final class RequestPath {
  private RequestPath() {}

  /**
   * A path with unreserved characters decoded, dot segments removed and repeated slashes made one,
   * or null if it is no absolute path. The same object where nothing changes.
   */
  static @Nullable String normalise(@Nullable String raw) {
    if (raw == null || raw.isEmpty() || raw.charAt(0) != '/') {
      return null;
    }
    if (isNormal(raw)) {
      return raw;
    }
    try {
      String path = RFC3986.normalizePath(raw);
      return path.isEmpty() || path.charAt(0) != '/' ? "/" + path : path;
    } catch (IllegalArgumentException malformedEscape) {
      return null;
    }
  }

  private static boolean isNormal(String path) {
    char before = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%' || (before == '/' && (c == '/' || c == '.'))) {
        return false;
      }
      before = c;
    }
    return true;
  }
}
