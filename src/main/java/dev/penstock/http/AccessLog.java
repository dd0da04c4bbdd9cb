package dev.penstock.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line per request: method, path, status, bytes sent, milliseconds, request id. */
final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger("dev.penstock.access");

  private AccessLog() {}

  static void log(MountedResponse response, int status) {
    if (LOG.isInfoEnabled()) {
      double millis = (System.nanoTime() - response.startedNanos()) / 1e6;
      LOG.info(
          "{} {} {} {} B {} ms {}",
          response.request().method(),
          response.request().path(),
          status,
          response.bytesWritten(),
          millis,
          response.requestId());
    }
  }
}
