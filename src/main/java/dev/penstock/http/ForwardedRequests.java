package dev.penstock.http;

import dev.penstock.config.TlsConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.TrustOptions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Questions about durable requests of other nodes: asks the node that has the log, and answers as
 * it does. Such a question is asked on once, so that two nodes that take each other for the owner
 * do not go round in circles. Used on any event loop.
 */
final class ForwardedRequests {
  private static final String FORWARDED = "x-penstock-forwarded";
  private static final int CONNECT_MILLIS = 2000;
  private static final int MOST_CONNECTIONS = 100;

  /** They belong to the connection. */
  private static final Set<String> NOT_PASSED_ON =
      Set.of("connection", "content-length", "keep-alive", "transfer-encoding", "x-request-id");

  private final HttpClientAgent client;
  private final @Nullable IntFunction<String> urls;

  ForwardedRequests(Vertx vertx, @Nullable IntFunction<String> urls, Optional<TlsConfig> tls) {
    HttpClientOptions options = new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS);
    tls.ifPresent(own -> options.setTrustOptions(TrustOptions.wrap(NodeTrust.of(own))));
    this.client =
        vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS));
    this.urls = urls;
  }

  /** Whether there may be other nodes. */
  boolean areThere() {
    return urls != null;
  }

  /**
   * Passes a question on; false if no node is known that could answer it.
   *
   * @param path normalised; the target as it came may name another host
   */
  boolean forward(int log, String path, HttpServerRequest request, MountedResponse response) {
    String url = urls == null || request.headers().contains(FORWARDED) ? "" : urls.apply(log);
    if (url.isEmpty()) {
      return false;
    }
    ContextInternal context = response.context();
    String query = request.query() == null ? "" : "?" + request.query();
    client
        .request(
            new RequestOptions().setMethod(request.method()).setAbsoluteURI(url + path + query))
        .compose(asked -> ask(asked, request, response))
        .onSuccess(answer -> context.runOnContext(go -> pass(answer, response)))
        .onFailure(
            failure ->
                ProblemResponse.send(
                    response,
                    RefusedRequest.of(
                        502, "The node that has this request does not answer: " + failure)));
    return true;
  }

  private static Future<HttpClientResponse> ask(
      HttpClientRequest asked, HttpServerRequest request, MountedResponse response) {
    asked.putHeader(FORWARDED, "1");
    asked.putHeader(ResponseHead.REQUEST_ID, response.requestId());
    for (CharSequence name :
        new CharSequence[] {HttpHeaders.AUTHORIZATION, HttpHeaders.ACCEPT, HttpHeaders.ORIGIN}) {
      String value = request.getHeader(name);
      if (value != null) {
        asked.putHeader(name, value);
      }
    }
    response.closeHandler(
        closed -> {
          // Afterwards its connection may be another question's.
          if (!response.ended()) {
            asked.reset();
          }
        });
    // It is passed on piece by piece, by who reads it on another thread.
    return asked.send().onSuccess(HttpClientResponse::pause);
  }

  private static void pass(HttpClientResponse answer, MountedResponse response) {
    if (response.isOver()) {
      answer.request().reset();
      return;
    }
    response.setStatusCode(answer.statusCode());
    for (Map.Entry<String, String> header : answer.headers()) {
      if (!NOT_PASSED_ON.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        response.headers().set(header.getKey(), header.getValue());
      }
    }
    String length = answer.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      response.setChunked(true);
    } else {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, length);
    }
    answer.pipeTo(response).onFailure(failure -> response.cut());
  }
}
