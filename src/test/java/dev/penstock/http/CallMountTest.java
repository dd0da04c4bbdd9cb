package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallMountTest {
  /** One method. */
  public interface Echo {
    Future<String> echo(String text);
  }

  /** One of each. */
  public interface Desk {
    Future<Integer> add(int left, int right);

    Future<List<String>> split(List<String> words);

    Future<Buffer> reverse(Buffer bytes);

    Future<Void> nothing();

    Future<String> fail(String how);
  }

  private final Site site = new Site();

  @BeforeEach
  void mount() {
    site.mount("echo", "/echo", Echo.class, (method, args) -> Future.succeededFuture(args[0]))
        .mount(
            "desk",
            "/desk",
            Desk.class,
            (method, args) ->
                switch (method.name()) {
                  case "add" -> Future.succeededFuture((Integer) args[0] + (Integer) args[1]);
                  case "split" -> Future.succeededFuture(args[0]);
                  case "reverse" -> Future.succeededFuture(args[0]);
                  case "nothing" -> Future.succeededFuture();
                  default ->
                      Future.failedFuture(
                          new CallFailedException(Failure.BAD_ARGUMENT, "cannot " + args[0]));
                });
  }

  @AfterEach
  void close() {
    site.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/echo|text/plain|a=b&c=%20|a=b&c=%20",
        "/echo|application/x-www-form-urlencoded|a=b&c=%20|a=b&c=%20",
        "/echo/echo|text/plain; charset=UTF-8|grün|grün",
        "/echo|application/json|\"a\\nb\"|'a\nb'",
        "/desk/add|application/json|[1,2]|3",
        "/desk/add|application/json|{\"right\":2,\"left\":1}|3",
        "/desk/add|text/plain|[1,2]|3",
        "/desk/split|application/json|[\"a\",\"b\"]|[\"a\",\"b\"]",
        "/desk/reverse|application/octet-stream|xyz|xyz",
      })
  void takesArgumentsByContentType(String path, String type, String body, String answer) {
    HttpResponse<String> response = site.post(path, body, "content-type", type);

    assertThat(response.body()).isEqualTo(answer);
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void namesTheTypeOfTheResult() {
    assertThat(site.post("/echo", "x").headers().firstValue("content-type"))
        .hasValue("text/plain; charset=utf-8");
    assertThat(site.post("/desk/add", "[1,2]").headers().firstValue("content-type"))
        .hasValue("application/json");
    assertThat(
            site.post("/desk/reverse", "x", "content-type", "application/octet-stream")
                .headers()
                .firstValue("content-type"))
        .hasValue("application/octet-stream");
    assertThat(site.post("/desk/nothing", "").statusCode()).isEqualTo(204);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/desk/add|[1,2|at line 1, column 5",
        "/desk/add|[1,2] x|not JSON at line 1, column 7: Unrecognized token 'x'",
        "/desk/add|[1,2] 3|not JSON at line 1, column 7: something follows",
        "/desk/add|{\"left\":1,\"left\":2}|Duplicate field 'left'",
        "/desk/add|{\"left\":1}|'right' is missing",
        "/desk/add|{\"left\":1,\"right\":2,\"middle\":3}|no parameter 'middle'",
        "/desk/add|[1]|2 arguments: left, right",
        "/desk/add|[1,\"x\"]|'right'",
        "/desk/add|''|The body is empty",
        "/desk/nothing|[1]|takes no arguments",
        "/desk/fail|\"so\"|cannot \"so\"",
      })
  void tellsWhatIsWrongWithArguments(String path, String body, String told) {
    HttpResponse<String> response = site.post(path, body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(new io.vertx.core.json.JsonObject(response.body()).getString("detail"))
        .contains(told);
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    byte[] latin = {'g', 'r', (byte) 0xfc, 'n'};

    HttpResponse<String> refused = site.send("POST", "/echo", BodyPublishers.ofByteArray(latin));

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("not UTF-8 from byte 2");
    assertThat(site.post("/echo", "\uFFFD").body()).isEqualTo("\uFFFD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/xml", "application/octet-stream", "text/plain; charset=latin1"})
  void refusesOtherContentTypes(String type) {
    HttpResponse<String> refused = site.post("/echo", "x", "content-type", type);

    assertThat(refused.statusCode()).isEqualTo(415);
  }

  @Test
  void namesAcceptedContentTypes() {
    assertThat(site.post("/desk/reverse", "x", "content-type", "text/xml").body())
        .contains("application/json", "application/octet-stream");
  }

  @Test
  void knowsItsMethodsOnly() {
    assertThat(site.post("/desk/divide", "").statusCode()).isEqualTo(404);
    assertThat(site.post("/desk", "").statusCode()).isEqualTo(404);
    HttpResponse<String> got = site.get("/echo");
    assertThat(got.statusCode()).isEqualTo(405);
    assertThat(got.headers().firstValue("allow")).hasValue("POST");
    assertThat(site.get("/-/routes").body()).contains("\"methods\":[").contains("\"add\"");
  }
}
