package dev.penstock.node;

import io.vertx.core.Handler;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of errors that nobody has caught on a thread of Vert.x. Those that strangers cause, who
 * send to the port of the event bus what is no message, are told once and in a line: anybody who
 * reaches that port could fill the log with them. Thread-safe.
 */
final class UncaughtErrors implements Handler<Throwable> {
  private static final Logger LOG = LoggerFactory.getLogger(UncaughtErrors.class);
  private static final String READER = "io.vertx.core.eventbus.impl.clustered.InboundConnection";

  private final AtomicBoolean toldOfStrangers = new AtomicBoolean();

  @Override
  public void handle(Throwable error) {
    if (!isUnreadable(error)) {
      LOG.error("nobody has caught an error on a thread of Vert.x", error);
    } else if (toldOfStrangers.compareAndSet(false, true)) {
      LOG.warn(
          "what came to the port of the event bus is no message of a node ({}); it was dropped, and"
              + " so is what else is like it, without a word",
          error.toString());
    }
  }

  /** Whether Vert.x could not read what came, before any other code had it. */
  static boolean isUnreadable(Throwable error) {
    for (StackTraceElement frame : error.getStackTrace()) {
      String type = frame.getClassName();
      if (type.equals(READER)) {
        return true;
      } else if (!type.startsWith("io.vertx.core.")
          && !type.startsWith("io.netty.")
          && !type.startsWith("java.")) {
        return false;
      }
    }
    return false;
  }
}
