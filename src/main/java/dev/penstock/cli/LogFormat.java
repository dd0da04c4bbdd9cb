package dev.penstock.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import java.util.Locale;

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
}
