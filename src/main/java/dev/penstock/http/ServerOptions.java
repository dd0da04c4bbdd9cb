package dev.penstock.http;

import dev.penstock.config.HttpConfig;
import dev.penstock.config.HttpLimits;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;

/** What the listener asks of Vert.x's HTTP server. */
final class ServerOptions {
  /** Requests that a client may have open on one connection of HTTP/2. */
  private static final int MAX_STREAMS = 100;

  /**
   * Streams that a client may reset within {@link #RESET_WINDOW_SECONDS} before its connection is
   * closed: opening and resetting at once costs the server more than the client.
   */
  private static final int MAX_RESETS = 200;

  private static final int RESET_WINDOW_SECONDS = 10;

  /** What one read of a connection gives at most: a body is not cut into smaller pieces. */
  private static final int MAX_CHUNK = 64 << 10;

  private static final int MAX_SOCKET_FRAME = 1 << 20;
  private static final int MAX_SOCKET_MESSAGE = 16 << 20;

  private ServerOptions() {}

  /**
   * The options for a configuration.
   *
   * @throws dev.penstock.StartFailedException if the certificate or its key cannot be used
   */
  static HttpServerOptions of(Vertx vertx, HttpConfig config) {
    HttpLimits limits = config.limits();
    int maxMessage = (int) Math.min(MAX_SOCKET_MESSAGE, config.maxBody());
    HttpServerOptions options =
        new HttpServerOptions()
            .setCompressionSupported(config.compression())
            .setMaxInitialLineLength(limits.maxRequestLine())
            .setMaxHeaderSize(limits.maxHeaders())
            .setMaxChunkSize(MAX_CHUNK)
            .setMaxWebSocketFrameSize(Math.min(MAX_SOCKET_FRAME, maxMessage))
            .setMaxWebSocketMessageSize(maxMessage)
            // Compressed messages are as large as they like once they are inflated.
            .setPerMessageWebSocketCompressionSupported(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setHttp2ClearTextEnabled(true)
            .setHttp2RstFloodMaxRstFramePerWindow(MAX_RESETS)
            .setHttp2RstFloodWindowDuration(RESET_WINDOW_SECONDS)
            .setInitialSettings(
                new Http2Settings()
                    .setMaxConcurrentStreams(MAX_STREAMS)
                    .setMaxHeaderListSize(limits.maxHeaders()));
    config
        .tls()
        .ifPresent(
            tls ->
                options
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setSslHandshakeTimeout(limits.headerTimeout().toMillis())
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                    .setKeyCertOptions(KeyPairFiles.read(vertx, tls)));
    return options;
  }
}
