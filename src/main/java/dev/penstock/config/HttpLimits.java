package dev.penstock.config;

import java.time.Duration;

/**
 * What a client of the listener may take.
 *
 * @param maxConnections open connections at a time; further ones are closed at once
 * @param maxHeaders bytes of all headers of a request
 * @param maxRequestLine bytes of the request line
 * @param headerTimeout time from the first byte of a request until its headers are complete
 * @param bodyTimeout longest pause within a request's body
 * @param keepAlive time after which a connection without a request is closed
 */
public record HttpLimits(
    int maxConnections,
    int maxHeaders,
    int maxRequestLine,
    Duration headerTimeout,
    Duration bodyTimeout,
    Duration keepAlive) {
  /** What holds where nothing is said. */
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          20_000,
          16 * 1024,
          8 * 1024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(75));
}
