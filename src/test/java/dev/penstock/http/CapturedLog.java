package dev.penstock.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What is logged from its making on, until it is closed. */
final class CapturedLog implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  CapturedLog() {
    appender.start();
    root.addAppender(appender);
  }

  /** Warnings and errors, once nothing logs any more. */
  List<ILoggingEvent> warnings() {
    return appender.list.stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .toList();
  }

  /** The lines of the access log, once all requests are over. */
  List<ILoggingEvent> accesses() {
    return appender.list.stream()
        .filter(event -> event.getLoggerName().equals("dev.penstock.access"))
        .toList();
  }

  @Override
  public void close() {
    root.detachAppender(appender);
  }
}
