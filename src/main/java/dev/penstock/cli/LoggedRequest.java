package dev.penstock.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.penstock.message.CurrentCall;

/** Finds the request that a line is logged for. */
final class LoggedRequest {
  private LoggedRequest() {}

  /**
   * The id of the current call; where there is none, what the logging code has put into the MDC
   * because it knows better. Empty if neither is there.
   */
  static String idOf(ILoggingEvent event) {
    String current = CurrentCall.get().requestId();
    return current.isEmpty() ? event.getMDCPropertyMap().getOrDefault("requestId", "") : current;
  }
}
