package dev.penstock.http;

import dev.penstock.config.CorsConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which scripts of other sites may call an application, as the CORS protocol of the Fetch standard
 * tells browsers. Immutable.
 */
final class CrossOriginRules {
  private static final String ANY = "*";

  /** How many seconds a browser may remember the answer to a preflight. */
  private static final String MAX_AGE = "600";

  private final Set<String> origins = new HashSet<>();
  private final boolean any;
  private final String methods;
  private final String headers;

  CrossOriginRules(CorsConfig config) {
    config.origins().forEach(origin -> origins.add(normal(origin)));
    any = origins.contains(ANY);
    methods = String.join(", ", config.methods());
    headers = String.join(", ", config.headers());
  }

  /** Scheme and host of an origin know no case. */
  private static String normal(String origin) {
    return origin.toLowerCase(Locale.ROOT);
  }

  private boolean allows(String origin) {
    return any || origins.contains(normal(origin));
  }

  /**
   * Refuses a script whose site may not call.
   *
   * @param origin the site, null where no script asks
   * @throws RefusedRequest 403
   */
  void require(HttpServerRequest request, @Nullable String origin) {
    if (origin != null && !allows(origin) && !isOwn(request, origin)) {
      throw RefusedRequest.of(403, "Scripts of " + origin + " may not call this application");
    }
  }

  /** Browsers send the origin with some requests to the script's own site too. */
  private static boolean isOwn(HttpServerRequest request, String origin) {
    String host = request.headers().get(HttpHeaders.HOST);
    if (host == null && request.authority() != null) {
      host = request.authority().toString();
    }
    return host != null && origin.equalsIgnoreCase(request.scheme() + "://" + host);
  }

  /** Answers what a browser asks before the request itself. */
  void answerPreflight(MountedResponse response) {
    response.setStatusCode(204);
    response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, methods);
    if (!headers.isEmpty()) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
    }
    response.putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    response.end();
  }

  /**
   * Adds to an answer, be it good or bad, whether the script that asked may read it.
   *
   * @param origin its site, null where no script asks
   */
  void tell(MultiMap answer, @Nullable String origin) {
    if (any) {
      if (origin != null) {
        answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
      }
      return;
    }
    // A cache must not give one site's answer to another one.
    answer.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    if (origin != null && allows(origin)) {
      answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
  }
}
