package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's own applications, by classpath: several routes, plain roots called by HTTP. */
@Tag("jar")
class SiteJarTest {
  @TempDir private static Path folder;
  private static PenstockProcess penstock;

  @BeforeAll
  static void start() {
    penstock = PenstockProcess.java("run", UserProject.in(folder).site());
  }

  @AfterAll
  static void stop() {
    penstock.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          add     | application/json         | {"left": 1, "right": 2.5}                  | 3.5
          add     | application/json         | [1, 2.5]                                   | 3.5
          square  | application/json         | 7                                          | 49
          square  | text/plain               | 7                                          | 49
          greet   | application/json         | "Ada"                                      | Hello Ada
          greet   | text/plain;charset=UTF-8 | "Ada"                                      | Hello "Ada"
          greet   | application/x-www-form-urlencoded | a=b%20c                           | Hello a=b%20c
          reverse | application/octet-stream | abc                                        | cba
          reverse | application/json         | "YWJj"                                     | cba
          shift   | application/json         | {"point": {"x": 1, "y": 2}, "by": [3, 4]}  | {"x":4,"y":6}
          """)
  void callsAMethodOfAPlainRoot(String method, String type, String body, String answer)
      throws Exception {
    HttpResponse<String> response = post("/calc/" + method, type, body);

    assertThat(response.body()).isEqualTo(answer);
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "greet, text/plain, 'text/plain; charset=utf-8'",
    "square, 7, application/json",
    "reverse, '\"YWJj\"', application/octet-stream"
  })
  void answersInTheTypeOfTheResult(String method, String body, String type) throws Exception {
    HttpResponse<String> response =
        penstock.send(penstock.request("/calc/" + method).POST(BodyPublishers.ofString(body)));

    assertThat(response.headers().firstValue("content-type")).hasValue(type);
    assertThat(response.headers().firstValue("x-content-type-options")).hasValue("nosniff");
  }

  @Test
  void answersAMethodWithoutArgumentsAndResult() throws Exception {
    HttpResponse<String> response =
        penstock.send(penstock.request("/calc/forget").POST(BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/unruly", "/unruly/", "/unruly/act", "/act"})
  void findsTheApplicationByTheLongestRoute(String path) throws Exception {
    assertThat(post(path, "text/plain", "fine").body()).isEqualTo("done: fine");
  }

  @Test
  void listsItsRoutes() throws Exception {
    JsonArray routes = new JsonArray(penstock.send(penstock.request("/-/routes")).body());

    assertThat(routes.stream().map(JsonObject.class::cast).map(r -> r.getString("route")))
        .containsExactlyInAnyOrder("/", "/calc", "/unruly");
  }

  private static HttpResponse<String> post(String path, String type, String body) throws Exception {
    return penstock.send(
        penstock.request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
  }
}
