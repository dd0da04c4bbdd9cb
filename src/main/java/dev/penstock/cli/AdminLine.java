package dev.penstock.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The line before the ready line: where operators look. */
record AdminLine(String url, Instant time) {
  /** The line in that format, without its end. */
  String in(LogFormat format) {
    String message = "Admin at " + url;
    return switch (format) {
      case TEXT -> message;
      case JSON -> json(message);
    };
  }

  private String json(String message) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
    json.put("level", "INFO");
    json.put("logger", "dev.penstock");
    json.put("message", message);
    json.put("adminUrl", url);
    return json.toString();
  }
}
