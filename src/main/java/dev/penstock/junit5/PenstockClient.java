package dev.penstock.junit5;

import io.vertx.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * An HTTP client of a node under test. Its methods wait for the answer, whatever its status, for up
 * to 30 s, and must not be called on an event loop. Headers are names and values in turn.
 * Thread-safe.
 */
public final class PenstockClient {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI url;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  PenstockClient(URI url) {
    this.url = url;
  }

  /** Where the node listens, for example {@code http://127.0.0.1:34567}. */
  public URI url() {
    return url;
  }

  /** The answer to {@code GET}. */
  public HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  /** The answer to {@code POST} with a text. */
  public HttpResponse<String> post(String path, String body, String... headers) {
    return send(request(path, headers).POST(BodyPublishers.ofString(body)));
  }

  /** The answer to {@code POST} with a value as JSON: a JsonObject, a map, a record or a bean. */
  public HttpResponse<String> postJson(String path, Object value, String... headers) {
    return send(
        request(path, headers)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(Json.encode(value))));
  }

  /**
   * A request for any other method or body.
   *
   * @param path starts with a slash and is encoded already
   */
  public HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
    return headers.length == 0 ? request : request.headers(headers);
  }

  /** The answer to a request, as text. */
  public HttpResponse<String> send(HttpRequest.Builder request) {
    return send(request, BodyHandlers.ofString());
  }

  /**
   * The answer to a request.
   *
   * @throws UncheckedIOException if there is none: the connection is refused or cut, or the time is
   *     over
   */
  public <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> body) {
    HttpRequest built = request.build();
    String what = built.method() + " " + built.uri();
    try {
      return http.send(built, body);
    } catch (IOException e) {
      throw new UncheckedIOException(what + " was not answered: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(what + " was interrupted", e);
    }
  }
}
