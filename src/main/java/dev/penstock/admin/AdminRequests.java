package dev.penstock.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of operators, and the probes of whoever watches over the process, which need
 * no token and learn no more than yes or no without it. Confined to the listener's event loop.
 */
final class AdminRequests {
  private static final Logger LOG = LoggerFactory.getLogger(AdminRequests.class);
  private static final String PATHS =
      "There are /metrics, /api/status and /api/logs/adopt, and the probes /-/healthz and"
          + " /-/readyz";
  private static final String HEALTH = "/-/healthz";
  private static final String READINESS = "/-/readyz";
  private static final String ADOPT = "/api/logs/adopt";
  private static final Set<String> ALL = Set.of("/metrics", "/api/status", HEALTH, READINESS);

  private final AdminAccess access;
  private final Overview overview;
  private final Scrape scrape;
  private final StatusReport status;
  private final AdoptRequests adopting;

  AdminRequests(
      AdminAccess access,
      Overview overview,
      Scrape scrape,
      StatusReport status,
      AdoptRequests adopting) {
    this.access = access;
    this.overview = overview;
    this.scrape = scrape;
    this.status = status;
    this.adopting = adopting;
  }

  void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.putHeader("x-content-type-options", "nosniff");
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    String path = String.valueOf(request.path());
    AdminAccess.Verdict verdict =
        access.judge(
            request.getHeader(HttpHeaders.AUTHORIZATION), request.getHeader(HttpHeaders.HOST));
    if (path.equals(HEALTH) || path.equals(READINESS)) {
      answer(path, verdict == AdminAccess.Verdict.ALLOWED, request, response);
      return;
    }
    switch (verdict) {
      case ALLOWED -> answer(path, true, request, response);
      case TOKEN_WANTED -> {
        response.putHeader("www-authenticate", "Bearer realm=\"penstock-admin\"");
        problem(response, 401, "Authorization: Bearer must carry the token of admin.token");
      }
      case FOREIGN_HOST ->
          problem(
              response,
              403,
              "Without a token only requests to a loopback address are answered, such as"
                  + " http://127.0.0.1; the header Host says otherwise");
    }
  }

  private void answer(
      String path, boolean known, HttpServerRequest request, HttpServerResponse response) {
    if (path.equals(ADOPT)) {
      adopting.handle(request);
      return;
    }
    if (!ALL.contains(path)) {
      problem(response, 404, PATHS);
      return;
    }
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      response.putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      problem(response, 405, "Only GET and HEAD are answered here");
      return;
    }
    Buffer body;
    try {
      body =
          switch (path) {
            case "/metrics" -> scrape.text(request.getHeader(HttpHeaders.ACCEPT));
            case HEALTH -> new JsonObject().put("status", "up").toBuffer();
            case READINESS -> readiness(known, response).toBuffer();
            default -> status.json().toBuffer();
          };
    } catch (RuntimeException e) {
      LOG.error("{} could not be answered", path, e);
      problem(response, 500, "The log says why");
      return;
    }
    response.putHeader(
        HttpHeaders.CONTENT_TYPE,
        path.equals("/metrics")
            ? Scrape.contentType(request.getHeader(HttpHeaders.ACCEPT))
            : "application/json");
    response.end(body);
  }

  /**
   * As the HTTP listener answers it; the reasons name deployments, which strangers do not learn.
   */
  private JsonObject readiness(boolean known, HttpServerResponse response) {
    List<String> reasons = overview.notReady();
    if (reasons.isEmpty()) {
      return new JsonObject().put("status", "ready");
    }
    response.setStatusCode(503);
    JsonObject body = new JsonObject().put("status", "not ready");
    return known ? body.put("reasons", reasons) : body;
  }

  static void problem(HttpServerResponse response, int status, String detail) {
    JsonObject body =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", response.setStatusCode(status).getStatusMessage())
            .put("status", status)
            .put("detail", detail);
    response.putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json").end(body.toBuffer());
  }
}
