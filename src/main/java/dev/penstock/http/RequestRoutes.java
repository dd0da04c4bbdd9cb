package dev.penstock.http;

import dev.penstock.durable.DurableRequests;
import dev.penstock.durable.RequestId;
import dev.penstock.durable.RequestView;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Questions about durable requests: {@code GET} and {@code DELETE} of {@code /-/requests/ID}, its
 * {@code /result} and its {@code /events}. Used on any event loop.
 */
public final class RequestRoutes {
  static final String PREFIX = "/-/requests/";

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private final HttpListener listener;
  private final DurableRequests requests;
  private final ForwardedRequests elsewhere;

  /** Answers that are on their way until something happens. */
  private final Set<RequestWatch> waits = ConcurrentHashMap.newKeySet();

  private volatile boolean ending;

  /**
   * Tells of the requests of a log.
   *
   * @param urls gives the address of another node that has a log open, by the log's id; empty if
   *     there is none; null for a node that is alone
   */
  public RequestRoutes(
      HttpListener listener,
      Vertx vertx,
      DurableRequests requests,
      @Nullable IntFunction<String> urls) {
    this.listener = listener;
    this.requests = requests;
    this.elsewhere = new ForwardedRequests(vertx, urls);
  }

  /** Answers what is asked at a path below {@link #PREFIX}. */
  void handle(String path, HttpServerRequest request, MountedResponse response) {
    String[] parts = path.substring(PREFIX.length()).split("/", -1);
    int log = RequestId.parse(parts[0]).map(RequestId::log).orElse(requests.logId());
    if (log != requests.logId() && elsewhere.areThere()) {
      if (!elsewhere.forward(log, request, response)) {
        throw RefusedRequest.unavailable("No node that is here has the log of this request");
      }
      return;
    }
    RequestView view = parts.length > 2 ? null : view(parts[0]);
    if (view == null) {
      throw RefusedRequest.notFound(
          "There is no such request; it may have ended longer ago than requests are kept");
    }
    RouteTable.Entry owner = listener.table().of(view.application());
    if (owner != null && owner.guard() != null && owner.guard().answers(request, response)) {
      return;
    }
    String what = parts.length == 1 ? "" : parts[1];
    HttpMethod method = request.method();
    boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    if (what.isEmpty() && method.equals(HttpMethod.DELETE)) {
      cancel(view, response);
    } else if (!reads) {
      throw RefusedRequest.wrongMethod(method, what.isEmpty() ? "GET, HEAD, DELETE" : "GET, HEAD");
    } else if (what.isEmpty()) {
      tell(view, request, response);
    } else if (what.equals("result")) {
      new RecordedAnswer(requests, view, response).send();
    } else if (what.equals("events")) {
      wait(new RequestEvents(requests, view.id(), response));
    } else {
      throw RefusedRequest.notFound("Of a request there are its /result and its /events");
    }
  }

  private @Nullable RequestView view(String id) {
    return RequestId.parse(id).flatMap(requests::view).orElse(null);
  }

  private void tell(RequestView view, HttpServerRequest request, MountedResponse response) {
    Duration wait = RequestWait.parse(request.getParam("wait"), LONGEST_WAIT);
    if (view.state().ended() || wait.isZero() || ending) {
      RequestReport.send(requests, view, response);
    } else {
      wait(new RequestWait(requests, view.id(), response, wait));
    }
  }

  private void wait(RequestWatch watch) {
    waits.add(watch);
    watch.start(() -> waits.remove(watch));
    if (ending) {
      watch.end();
    }
  }

  private void cancel(RequestView view, MountedResponse response) {
    requests
        .cancel(view.id())
        .onSuccess(
            ended ->
                response
                    .context()
                    .runOnContext(
                        go -> {
                          Optional<RequestView> now = requests.view(view.id());
                          if (ended && now.isPresent()) {
                            RequestReport.send(requests, now.get(), response);
                          } else {
                            ProblemResponse.send(
                                response, RefusedRequest.of(409, "The request has ended already"));
                          }
                        }))
        .onFailure(failure -> ProblemResponse.send(response, failure));
  }

  /** Answers everybody who waits with what is known now. Any thread. */
  void endWaits() {
    ending = true;
    waits.forEach(RequestWatch::end);
  }

  static void send(MountedResponse response, int status, JsonObject body) {
    if (!response.isOver()) {
      response.setStatusCode(status);
      response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
      response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
      Buffer json = body.toBuffer();
      response.end(json);
    }
  }
}
