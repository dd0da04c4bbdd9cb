package dev.penstock.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the records of both listeners from their JSON objects. */
final class HttpReader {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");
  private static final int MAX_LINE = 1 << 20;

  private HttpReader() {}

  static HttpConfig http(ObjectCursor in, Path directory) {
    HttpConfig fallback = HttpConfig.defaults();
    HttpConfig read =
        new HttpConfig(
            in.flag("enabled", fallback.enabled()),
            in.text("host").orElse(fallback.host()),
            in.integer("port", 0, 65535).orElse(fallback.port()),
            in.integer("eventLoops", 1, 1024).orElse(fallback.eventLoops()),
            in.positiveSize("maxBody", fallback.maxBody()),
            in.positiveDuration("requestTimeout").orElse(fallback.requestTimeout()),
            in.positiveDuration("streamIdleTimeout").orElse(fallback.streamIdleTimeout()),
            in.flag("compression", fallback.compression()),
            in.flag("accessLog", fallback.accessLog()),
            limits(in, HttpLimits.DEFAULT),
            in.object("tls").flatMap(tls -> tls(tls, directory)));
    in.refuseUnknownKeys();
    return read;
  }

  private static HttpLimits limits(ObjectCursor in, HttpLimits fallback) {
    return new HttpLimits(
        in.integer("maxConnections", 1, Integer.MAX_VALUE).orElse(fallback.maxConnections()),
        size(in, "maxHeaders", fallback.maxHeaders()),
        size(in, "maxRequestLine", fallback.maxRequestLine()),
        in.positiveDuration("headerTimeout").orElse(fallback.headerTimeout()),
        in.positiveDuration("bodyTimeout").orElse(fallback.bodyTimeout()),
        in.positiveDuration("keepAlive").orElse(fallback.keepAlive()));
  }

  private static int size(ObjectCursor in, String key, int fallback) {
    long size = in.positiveSize(key, fallback);
    if (size > MAX_LINE) {
      in.problem(key, "must be at most 1MiB, was " + size + " bytes");
      return fallback;
    }
    return (int) size;
  }

  private static Optional<TlsConfig> tls(ObjectCursor in, Path directory) {
    String key = in.requiredText("key", "the file with the private key, in PEM");
    String cert = in.requiredText("cert", "the file with the certificate chain, in PEM");
    in.refuseUnknownKeys();
    return key.isEmpty() || cert.isEmpty()
        ? Optional.empty()
        : Optional.of(new TlsConfig(directory.resolve(key), directory.resolve(cert)));
  }

  /**
   * Reads the admin listener.
   *
   * @param free whether the port is a free one unless it is written: so where the other listener
   *     takes a free one
   */
  static AdminConfig admin(ObjectCursor in, boolean free) {
    AdminConfig fallback = admin(free);
    AdminConfig read =
        new AdminConfig(
            in.flag("enabled", fallback.enabled()),
            in.text("host").orElse(fallback.host()),
            in.integer("port", 0, 65535).orElse(fallback.port()),
            in.secret("token"));
    in.refuseUnknownKeys();
    if (read.enabled() && read.token().isEmpty() && !LOOPBACK.contains(read.host())) {
      in.problem(
          "host",
          "without a token the admin listener stays on loopback, was \""
              + read.host()
              + "\"; set admin.token, for example to \"${ADMIN_TOKEN}\"");
    }
    return read;
  }

  /** The admin listener where nothing is written about it. */
  static AdminConfig admin(boolean free) {
    AdminConfig fallback = AdminConfig.defaults();
    return free
        ? new AdminConfig(fallback.enabled(), fallback.host(), 0, fallback.token())
        : fallback;
  }

  static CorsConfig cors(ObjectCursor in) {
    List<String> origins = in.texts("origins", "\"https://example.org\"");
    if (!in.has("origins")) {
      in.problem(
          "origins", "is missing; it lists the sites whose scripts may call, [\"*\"] is all");
    }
    List<String> methods = in.texts("methods", "\"POST\"");
    List<String> headers = in.texts("headers", "\"content-type\"");
    in.refuseUnknownKeys();
    return new CorsConfig(
        origins,
        in.has("methods") ? methods : CorsConfig.DEFAULT_METHODS,
        in.has("headers") ? headers : CorsConfig.DEFAULT_HEADERS);
  }
}
