package dev.penstock.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;

/** How lines of the log are written. */
enum LogFormat {
  /** For people: time, level, thread, logger, request id, message. */
  TEXT,
  /** For programs: a JSON object per line. */
  JSON;

  private static final String PROPERTY = "penstock.log.format";

  /** The format chosen for this process. */
  static LogFormat chosen() {
    return "json".equals(System.getProperty(PROPERTY)) ? JSON : TEXT;
  }

  /** Chooses this format for the process. Only before the first logger is made. */
  void choose() {
    System.setProperty(PROPERTY, toString());
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A new encoder of this format. */
  Encoder<ILoggingEvent> encoder() {
    return switch (this) {
      case TEXT -> new TextLogEncoder();
      case JSON -> new JsonLogEncoder();
    };
  }

  /**
   * A line that a command prints, in this format and without its end.
   *
   * @param facts more for programs: members of the JSON object
   */
  String line(Instant time, String message, Map<String, ?> facts) {
    if (this == TEXT) {
      return message;
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
    json.put("level", "INFO");
    json.put("logger", "dev.penstock");
    json.put("message", message);
    facts.forEach(json::putPOJO);
    return json.toString();
  }
}
