package dev.penstock.http;

import io.netty.util.AsciiString;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the head of a request must and must not hold, beyond what the decoder checks. */
final class RequestHead {
  private static final String WEB_SOCKET_VERSION = "13";
  private static final int WEB_SOCKET_KEY_BYTES = 16;
  private static final CharSequence HOST = HttpHeaders.HOST;

  /** More than any client sends; what a request costs grows with them, however short they are. */
  private static final int MAX_LINES = 200;

  private RequestHead() {}

  /**
   * Refuses a head that is read in different ways by different servers, so that one before this one
   * might have been led past its own checks.
   *
   * @param bodyLength as {@link BodyLength} tells it
   * @throws RefusedRequest 400, 431 or 501
   */
  static void check(HttpServerRequest request, long bodyLength) {
    if (bodyLength == BodyLength.UNKNOWN && request.version() != HttpVersion.HTTP_2) {
      requireChunked(request.headers().getAll(HttpHeaders.TRANSFER_ENCODING));
    }
    if (request.headers() instanceof io.netty.handler.codec.http.HttpHeaders lines) {
      checkLines(lines.iteratorCharSequence());
    }
    if (request.version() == HttpVersion.HTTP_1_1) {
      requireHost(request);
    }
  }

  /** One pass over the lines as they came, in HTTP/1. */
  private static void checkLines(Iterator<Map.Entry<CharSequence, CharSequence>> lines) {
    int count = 0;
    int hosts = 0;
    while (lines.hasNext()) {
      CharSequence name = lines.next().getKey();
      if (++count > MAX_LINES) {
        throw RefusedRequest.of(431, "There are more than " + MAX_LINES + " headers");
      }
      if (name.length() == 0) {
        throw RefusedRequest.badRequest("A header has no name");
      }
      if (name.length() == HOST.length() && AsciiString.contentEqualsIgnoreCase(name, HOST)) {
        hosts++;
      }
    }
    if (hosts > 1) {
      throw RefusedRequest.badRequest("There are several headers Host");
    }
  }

  private static void requireChunked(List<String> encodings) {
    if (encodings.size() != 1) {
      throw RefusedRequest.badRequest("There are several headers Transfer-Encoding");
    }
    if (!encodings.get(0).trim().equalsIgnoreCase("chunked")) {
      throw RefusedRequest.of(
          501, "The only transfer encoding is chunked, not " + encodings.get(0));
    }
  }

  private static void requireHost(HttpServerRequest request) {
    String host = request.headers().get(HttpHeaders.HOST);
    if (host == null) {
      throw RefusedRequest.badRequest("The header Host is missing");
    }
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c <= ' ' || c == '/' || c == '\\' || c == ',' || c == '@' || c == '?' || c == '#') {
        throw RefusedRequest.badRequest("The header Host names no host");
      }
    }
  }

  /**
   * Refuses a request whose body is no form.
   *
   * @throws RefusedRequest 415
   */
  static void requireForm(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    String lower = type == null ? "" : type.toLowerCase(Locale.ROOT);
    if (!lower.startsWith("multipart/form-data")
        && !lower.startsWith("application/x-www-form-urlencoded")) {
      throw RefusedRequest.of(
          415,
          "Accepted here: multipart/form-data, application/x-www-form-urlencoded"
              + (type == null ? "" : ", not " + type));
    }
  }

  /**
   * Refuses a request that does not open a WebSocket (RFC 6455 section 4.2.1).
   *
   * @throws RefusedRequest 400 or 426
   */
  static void requireWebSocket(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_1_1) {
      throw RefusedRequest.badRequest("A WebSocket is opened over HTTP/1.1");
    }
    String version = request.getHeader("sec-websocket-version");
    if (!request.method().equals(HttpMethod.GET)
        || !request.headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true)
        || !hasToken(request.getHeader(HttpHeaders.CONNECTION), "upgrade")
        || version == null
        || !isKey(request.getHeader("sec-websocket-key"))) {
      throw RefusedRequest.badRequest("A WebSocket is opened here, which this request does not");
    }
    if (!version.trim().equals(WEB_SOCKET_VERSION)) {
      throw RefusedRequest.webSocketVersion(WEB_SOCKET_VERSION);
    }
  }

  private static boolean hasToken(@Nullable String list, String token) {
    if (list == null) {
      return false;
    }
    for (String each : list.split(",", -1)) {
      if (each.trim().equalsIgnoreCase(token)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isKey(@Nullable String key) {
    try {
      return key != null && Base64.getDecoder().decode(key.trim()).length == WEB_SOCKET_KEY_BYTES;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }
}
