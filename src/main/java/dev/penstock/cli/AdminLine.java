package dev.penstock.cli;

import java.time.Instant;
import java.util.Map;

/** The line before the ready line: where operators look. */
record AdminLine(String url, Instant time) {
  /** The line in that format, without its end. */
  String in(LogFormat format) {
    return format.line(time, "Admin at " + url, Map.of("adminUrl", url));
  }
}
