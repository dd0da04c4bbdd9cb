package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.config.CorsConfig;
import dev.penstock.graph.RequestRules;
import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens, and scripts of other sites. Plain roots and ingresses are behind the same guard. */
class GuardTest {
  /** One method. */
  public interface Echo {
    Future<String> echo(String text);
  }

  private static final String PREFLIGHT =
      "OPTIONS /calls HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
          + "Access-Control-Request-Method: POST\r\nOrigin: ";

  private static Site site(String token, String... origins) {
    Optional<CorsConfig> cors =
        origins.length == 0
            ? Optional.empty()
            : Optional.of(new CorsConfig(List.of(origins), List.of("POST"), List.of("x-user")));
    Site site =
        new Site(new RequestRules(List.of(), Optional.of(token).filter(t -> !t.isEmpty()), cors));
    site.mount("root", "/", router -> router.get("/").respond(c -> Future.succeededFuture("fine")))
        .mount("calls", "/calls", Echo.class, (method, args) -> Future.succeededFuture(args[0]));
    return site;
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer wrong", "Bearer ", "Basic secret", "Bearer secret2", "secret"})
  void refusesARequestWithoutTheToken(String authorization) {
    try (Site site = site("secret")) {
      for (String path : List.of("/", "/calls", "/nowhere")) {
        HttpResponse<String> answer = site.post(path, "hi", "Authorization", authorization);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("www-authenticate")).hasValue("Bearer");
        assertThat(answer.body()).contains("bearer token").doesNotContain("secret");
      }
      assertThat(site.post("/calls", "hi").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void servesARequestWithTheToken() {
    try (Site site = site("secret")) {
      assertThat(site.post("/calls", "hi", "Authorization", "bearer secret").body())
          .isEqualTo("hi");
      assertThat(site.get("/", "Authorization", "Bearer secret").body()).isEqualTo("fine");
      // Who looks whether the server lives knows no application's token.
      assertThat(site.get("/-/readyz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void answersAPreflightWithoutTheToken() {
    try (Site site = site("secret", "https://a.example")) {
      assertThat(site.raw(PREFLIGHT + "https://A.example\r\n\r\n"))
          .startsWith("HTTP/1.1 204")
          .contains(
              "access-control-allow-origin: https://A.example",
              "access-control-allow-methods: POST",
              "access-control-allow-headers: x-user",
              "access-control-allow-credentials: true",
              "vary: origin");
      assertThat(site.raw(PREFLIGHT + "https://b.example\r\n\r\n"))
          .startsWith("HTTP/1.1 403")
          .doesNotContain("access-control-allow");
    }
  }

  @Test
  void tellsABrowserWhoMayReadAnswersAndErrors() {
    try (Site site = site("", "https://a.example")) {
      for (String path : List.of("/calls", "/nowhere")) {
        HttpResponse<String> answer = site.post(path, "x", "Origin", "https://a.example");

        assertThat(answer.headers().firstValue("access-control-allow-origin"))
            .hasValue("https://a.example");
        assertThat(answer.headers().firstValue("vary")).hasValue("origin");
      }
      HttpResponse<String> plain = site.post("/calls", "x");
      assertThat(plain.body()).isEqualTo("x");
      assertThat(plain.headers().firstValue("vary")).hasValue("origin");
      assertThat(plain.headers().firstValue("access-control-allow-origin")).isEmpty();
    }
  }

  @Test
  void refusesScriptsOfOtherSitesButNotItsOwn() {
    try (Site site = site("", "https://a.example")) {
      assertThat(site.post("/calls", "x", "Origin", "https://b.example").statusCode())
          .isEqualTo(403);
      assertThat(site.post("/calls", "x", "Origin", site.listener.url()).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void letsAllSitesReadWithoutTheirCookies() {
    try (Site site = site("", "*")) {
      HttpResponse<String> answer = site.post("/calls", "x", "Origin", "https://b.example");

      assertThat(answer.headers().firstValue("access-control-allow-origin")).hasValue("*");
      assertThat(answer.headers().firstValue("access-control-allow-credentials")).isEmpty();
      assertThat(answer.headers().firstValue("vary")).isEmpty();
    }
  }
}
