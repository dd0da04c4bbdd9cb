package dev.penstock.config;

import java.time.Duration;
import java.util.Optional;

/**
 * The HTTP listener.
 *
 * @param enabled whether the node listens at all; one that only computes does not
 * @param host address to bind
 * @param port port to bind; 0 takes a free one
 * @param eventLoops size of the pool of event loops, shared by the listener and replicas
 * @param maxBody largest request body in bytes
 * @param requestTimeout time a request may take unless its application says otherwise
 * @param streamIdleTimeout longest time between two items of a stream
 * @param compression whether responses are compressed for clients that accept it
 * @param accessLog whether a line is logged per request
 * @param limits what a client may take
 * @param tls the certificate, where the listener speaks TLS
 */
public record HttpConfig(
    boolean enabled,
    String host,
    int port,
    int eventLoops,
    long maxBody,
    Duration requestTimeout,
    Duration streamIdleTimeout,
    boolean compression,
    boolean accessLog,
    HttpLimits limits,
    Optional<TlsConfig> tls) {
  public static final String DEFAULT_HOST = "127.0.0.1";
  public static final int DEFAULT_PORT = 8000;
  public static final long DEFAULT_MAX_BODY = 1L << 30;
  public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(60);
  public static final Duration DEFAULT_STREAM_IDLE_TIMEOUT = Duration.ofSeconds(60);

  /** All defaults; as many event loops as cores. */
  public static HttpConfig defaults() {
    return new HttpConfig(
        true,
        DEFAULT_HOST,
        DEFAULT_PORT,
        Runtime.getRuntime().availableProcessors(),
        DEFAULT_MAX_BODY,
        DEFAULT_REQUEST_TIMEOUT,
        DEFAULT_STREAM_IDLE_TIMEOUT,
        false,
        false,
        HttpLimits.DEFAULT,
        Optional.empty());
  }

  HttpConfig withPort(int other) {
    return new HttpConfig(
        enabled,
        host,
        other,
        eventLoops,
        maxBody,
        requestTimeout,
        streamIdleTimeout,
        compression,
        accessLog,
        limits,
        tls);
  }
}
