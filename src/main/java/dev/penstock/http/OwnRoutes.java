package dev.penstock.http;

import dev.penstock.message.ContractMethod;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;

/** What the listener answers itself, under {@code /-/}: healthz, readyz and routes. */
final class OwnRoutes {
  private final HttpListener listener;

  OwnRoutes(HttpListener listener) {
    this.listener = listener;
  }

  /** Whether a normalised path belongs to the listener. */
  static boolean own(String path) {
    return path.startsWith("/-") && (path.length() == 2 || path.charAt(2) == '/');
  }

  void handle(String path, HttpServerRequest request, MountedResponse response) {
    RequestRoutes requests = listener.requestRoutes();
    if (requests != null && path.startsWith(RequestRoutes.PREFIX)) {
      requests.handle(path, request, response);
      return;
    }
    switch (path) {
      case "/-/healthz" -> {
        requireGet(request);
        send(response, 200, new JsonObject().put("status", "up").toBuffer());
      }
      case "/-/readyz" -> {
        requireGet(request);
        readiness(response);
      }
      case "/-/routes" -> {
        requireGet(request);
        send(response, 200, routes(listener.table()).toBuffer());
      }
      default ->
          throw RefusedRequest.notFound("Under /-/ there are /-/healthz, /-/readyz and /-/routes");
    }
  }

  private static void requireGet(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      throw RefusedRequest.wrongMethod(request.method(), "GET, HEAD");
    }
  }

  private void readiness(MountedResponse response) {
    List<String> reasons = listener.notReady();
    if (reasons.isEmpty()) {
      send(response, 200, new JsonObject().put("status", "ready").toBuffer());
    } else {
      JsonObject body = new JsonObject().put("status", "not ready").put("reasons", reasons);
      send(response, 503, body.toBuffer());
    }
  }

  private static JsonArray routes(RouteTable table) {
    JsonArray routes = new JsonArray();
    List<Publication> publications =
        table.entries().stream()
            .map(RouteTable.Entry::publication)
            .sorted(Comparator.comparing(Publication::route))
            .toList();
    for (Publication publication : publications) {
      JsonObject route =
          new JsonObject()
              .put("application", publication.application())
              .put("route", publication.route())
              .put("kind", publication.contract().isPresent() ? "contract" : "ingress")
              .put("root", publication.root());
      publication
          .contract()
          .ifPresent(
              contract ->
                  route.put(
                      "methods", contract.methods().stream().map(ContractMethod::name).toList()));
      routes.add(route);
    }
    return routes;
  }

  private static void send(MountedResponse response, int status, Buffer json) {
    response.setStatusCode(status);
    response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    response.end(json);
  }
}
