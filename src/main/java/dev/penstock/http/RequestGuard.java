package dev.penstock.http;

import dev.penstock.graph.RequestRules;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * What requests to one application have to pass before they reach its mount: the bearer token, and
 * the rules for scripts of other sites (the CORS protocol of the Fetch standard). Immutable.
 */
final class RequestGuard {
  private static final String SCHEME = "Bearer ";

  private final byte @Nullable [] token;
  private final @Nullable CrossOriginRules crossOrigin;

  private RequestGuard(byte @Nullable [] token, @Nullable CrossOriginRules crossOrigin) {
    this.token = token;
    this.crossOrigin = crossOrigin;
  }

  /** The guard of an application, or null if its requests have nothing to pass. */
  static @Nullable RequestGuard of(RequestRules rules) {
    if (rules.bearerToken().isEmpty() && rules.cors().isEmpty()) {
      return null;
    }
    return new RequestGuard(
        rules.bearerToken().map(t -> t.getBytes(StandardCharsets.UTF_8)).orElse(null),
        rules.cors().map(CrossOriginRules::new).orElse(null));
  }

  /**
   * Looks at a request before its mount does.
   *
   * @return whether it answered the request: as a preflight, which carries no token by design
   * @throws RefusedRequest 401 or 403
   */
  boolean answers(HttpServerRequest request, MountedResponse response) {
    if (crossOrigin != null) {
      String origin = request.headers().get(HttpHeaders.ORIGIN);
      boolean preflight =
          origin != null
              && request.method().equals(HttpMethod.OPTIONS)
              && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
      response.tellOrigin(crossOrigin, origin);
      crossOrigin.require(request, origin);
      if (preflight) {
        crossOrigin.answerPreflight(response);
        return true;
      }
    }
    if (token != null) {
      requireToken(request.headers().get(HttpHeaders.AUTHORIZATION), token);
    }
    return false;
  }

  private static void requireToken(@Nullable String authorization, byte[] token) {
    if (authorization == null) {
      throw RefusedRequest.unauthorized("This needs a header Authorization: Bearer TOKEN");
    }
    boolean bearer = authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    byte[] shown =
        bearer
            ? authorization.substring(SCHEME.length()).trim().getBytes(StandardCharsets.UTF_8)
            : new byte[0];
    // Takes as long for a token that is almost right as for any other.
    if (!MessageDigest.isEqual(token, shown) || !bearer) {
      throw RefusedRequest.unauthorized("The bearer token is not the right one");
    }
  }
}
