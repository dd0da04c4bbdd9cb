package dev.penstock.config;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Routes that applications are mounted at. */
final class Routes {
  /** The route of an application that says nothing. */
  static final String TOP = "/";

  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._~-]+");

  private Routes() {}

  /** With a slash in front of each segment and none at the end; {@code /} if there is none. */
  static String normalised(String route) {
    return Arrays.stream(route.strip().split("/", -1))
        .filter(s -> !s.isEmpty())
        .collect(Collectors.joining("/", TOP, ""));
  }

  /** What is wrong with a route, if anything is. */
  static Optional<String> problem(String route) {
    String[] segments = normalised(route).substring(1).split("/", -1);
    if (segments[0].equals("-")) {
      return Optional.of(
          "route \"" + route + "\" lies under /-/, which belongs to Penstock; choose another");
    }
    for (String segment : segments) {
      boolean top = segments.length == 1 && segment.isEmpty();
      if (!top
          && (!SEGMENT.matcher(segment).matches() || segment.equals(".") || segment.equals(".."))) {
        return Optional.of(
            "bad route \""
                + route
                + "\": segment \""
                + segment
                + "\"; segments consist of letters, digits, '.', '_', '~' and '-'");
      }
    }
    return Optional.empty();
  }
}
