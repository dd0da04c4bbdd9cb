package dev.penstock.http;

import dev.penstock.message.CurrentCall;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One line per request: method, path, status, bytes sent, milliseconds. Its request id is that of
 * the current call, or else in the MDC.
 */
final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger("dev.penstock.access");
  private static final String REQUEST_ID = "requestId";

  // What Netty makes of a request line that it cannot read.
  private static final String UNREADABLE = "/bad-request";

  private AccessLog() {}

  /**
   * Logs a request that is over.
   *
   * @param cut whether the server broke the connection in the middle of its answer
   */
  static void log(MountedResponse response, int status, boolean cut) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    boolean unknown = CurrentCall.get().requestId().isEmpty();
    String before = unknown ? MDC.get(REQUEST_ID) : null;
    if (unknown) {
      MDC.put(REQUEST_ID, response.requestId());
    }
    try {
      double millis = (System.nanoTime() - response.startedNanos()) / 1e6;
      LOG.info(
          "{} {}{} {} B {} ms",
          line(response),
          status,
          cut ? " cut" : "",
          response.bytesWritten(),
          String.format(Locale.ROOT, "%.3f", millis));
    } finally {
      if (before != null) {
        MDC.put(REQUEST_ID, before);
      } else if (unknown) {
        MDC.remove(REQUEST_ID);
      }
    }
  }

  private static String line(MountedResponse response) {
    var request = response.request();
    return request.decoderResult().isFailure() && UNREADABLE.equals(request.path())
        ? "- -"
        : request.method() + " " + RequestPath.printable(request.path());
  }
}
