package dev.penstock.message;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes ids for requests and errors: unique across processes by a random prefix, within one by a
 * counter. Not secret. Thread-safe.
 */
public final class RequestIds {
  private static final String PREFIX =
      Long.toString(new SecureRandom().nextLong() >>> 16, Character.MAX_RADIX) + "-";
  private static final AtomicLong NEXT = new AtomicLong();

  private RequestIds() {}

  /** A new id of at most 24 letters, digits and hyphens. */
  public static String next() {
    return PREFIX + Long.toString(NEXT.incrementAndGet(), Character.MAX_RADIX);
  }
}
