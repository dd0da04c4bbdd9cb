package dev.penstock.http;

import dev.penstock.config.TlsConfig;
import dev.penstock.durable.DurableRequests;
import dev.penstock.durable.Logs;
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
  private final Logs logs;
  private final CallResults calls;
  private final ForwardedRequests elsewhere;

  /** Answers that are on their way until something happens. */
  private final Set<RequestWatch> waits = ConcurrentHashMap.newKeySet();

  private volatile boolean ending;

  /**
   * Tells of the requests of the logs that are open here.
   *
   * @param calls reads the results of calls
   * @param urls gives the address of another node that has a log open, by the log's id; empty if
   *     there is none; null for a node that is alone
   * @param tls this node's certificate, if it has one: other nodes that have it too are trusted
   */
  public RequestRoutes(
      HttpListener listener,
      Vertx vertx,
      Logs logs,
      CallResults calls,
      @Nullable IntFunction<String> urls,
      Optional<TlsConfig> tls) {
    this.listener = listener;
    this.logs = logs;
    this.calls = calls;
    this.elsewhere = new ForwardedRequests(vertx, urls, tls);
  }

  /** Answers what is asked at a path below {@link #PREFIX}. */
  void handle(String path, HttpServerRequest request, MountedResponse response) {
    String[] parts = path.substring(PREFIX.length()).split("/", -1);
    RequestId id = RequestId.parse(parts[0]).orElse(null);
    DurableRequests requests = id == null ? null : logs.of(id.log()).orElse(null);
    if (id != null && requests == null && elsewhere.areThere()) {
      if (!elsewhere.forward(id.log(), path, request, response)) {
        throw RefusedRequest.unavailable("No node that is here has the log of this request");
      }
      return;
    }
    RequestView view =
        id == null || requests == null || parts.length > 2 ? null : requests.view(id).orElse(null);
    if (requests == null || view == null) {
      throw RefusedRequest.notFound(
          "There is no such request; it may have ended longer ago than requests are kept");
    }
    RecordedAnswers answers = new RecordedAnswers(requests, calls);
    RouteTable.Entry owner = listener.table().of(view.application());
    if (owner == null) {
      throw RefusedRequest.unavailable(
          "Application "
              + view.application()
              + " does not serve on this node, which cannot tell who may ask about its requests");
    }
    if (owner.guard() != null && owner.guard().answers(request, response)) {
      return;
    }
    String what = parts.length == 1 ? "" : parts[1];
    HttpMethod method = request.method();
    boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    if (what.isEmpty() && method.equals(HttpMethod.DELETE)) {
      cancel(answers, view, response);
    } else if (!reads) {
      throw RefusedRequest.wrongMethod(method, what.isEmpty() ? "GET, HEAD, DELETE" : "GET, HEAD");
    } else if (what.isEmpty()) {
      tell(answers, view, request, response);
    } else if (what.equals("result")) {
      answers.send(view, response);
    } else if (what.equals("events")) {
      wait(new RequestEvents(requests, view.id(), response));
    } else {
      throw RefusedRequest.notFound("Of a request there are its /result and its /events");
    }
  }

  private void tell(
      RecordedAnswers answers,
      RequestView view,
      HttpServerRequest request,
      MountedResponse response) {
    Duration wait = RequestWait.parse(waitOf(request), LONGEST_WAIT);
    if (view.state().ended() || wait.isZero() || ending) {
      RequestReport.send(answers, view, response);
    } else {
      wait(new RequestWait(answers, view.id(), response, wait));
    }
  }

  private static @Nullable String waitOf(HttpServerRequest request) {
    try {
      return request.getParam("wait");
    } catch (IllegalArgumentException e) {
      throw RefusedRequest.badRequest("The query of the request is malformed");
    }
  }

  private void wait(RequestWatch watch) {
    waits.add(watch);
    watch.start(() -> waits.remove(watch));
    if (ending) {
      watch.end();
    }
  }

  private static void cancel(RecordedAnswers answers, RequestView view, MountedResponse response) {
    answers
        .requests()
        .cancel(view.id())
        .onSuccess(
            ended ->
                response
                    .context()
                    .runOnContext(
                        go -> {
                          Optional<RequestView> now = answers.requests().view(view.id());
                          if (ended && now.isPresent()) {
                            RequestReport.send(answers, now.get(), response);
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
