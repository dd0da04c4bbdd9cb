package dev.penstock.http;

import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/**
 * What the runner of durable requests tells the listener of an attempt, in a header of a request to
 * a port that nobody else knows how to use.
 *
 * @param number from 1
 * @param timeoutMillis until its time is over
 */
record AttemptHead(int number, long timeoutMillis) {
  static final String HEADER = "x-penstock-attempt";

  long timeoutNanos() {
    return TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
  }

  /** Makes and reads the header; each knows a secret of its own. */
  static final class Codec {
    private final String secret;

    Codec() {
      byte[] random = new byte[16];
      new SecureRandom().nextBytes(random);
      secret = HexFormat.of().formatHex(random);
    }

    String encode(AttemptHead head) {
      return secret + " " + head.number() + " " + head.timeoutMillis();
    }

    /**
     * Takes the header out of a request.
     *
     * @throws RefusedRequest 403 if it does not come from this process
     */
    AttemptHead take(HttpServerRequest request) {
      String written = request.headers().get(HEADER);
      String[] parts = written == null ? new String[0] : written.split(" ", 3);
      byte[] shown = parts.length == 3 ? bytes(parts[0]) : new byte[0];
      if (!MessageDigest.isEqual(bytes(secret), shown)) {
        throw RefusedRequest.of(403, "This port is the server's own");
      }
      request.headers().remove(HEADER);
      return new AttemptHead(Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }
}
