package dev.penstock.jar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What clients get for bad requests and for user code that misbehaves. After each of them the next
 * request is answered.
 */
@Tag("jar")
class BadRequestsJarTest {
  private static final byte[] TOO_LARGE = new byte[64 * 1024 + 1];

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

  @AfterEach
  void answersTheNextRequest() throws Exception {
    HttpResponse<String> answer = post("/act", "fine");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("done: fine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nowhere", "/act/more", "/calc/divide", "/calculus", "/-/metrics"})
  void refusesAnUnknownRoute(String path) throws Exception {
    assertProblem(404, post(path, "x"));
  }

  @ParameterizedTest
  @CsvSource({"/act, DELETE, POST", "/calc/greet, GET, POST", "/throw, POST, GET"})
  void tellsTheMethodsOfARoute(String path, String method, String allowed) throws Exception {
    HttpResponse<String> answer =
        penstock.send(penstock.request(path).method(method, BodyPublishers.noBody()));

    assertProblem(405, answer);
    assertThat(answer.headers().firstValue("allow")).hasValue(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "/json, text/plain, application/json",
    "/calc/greet, application/xml, 'application/json, text/plain'",
    "/calc/greet, application/octet-stream, 'application/json, text/plain'"
  })
  void tellsTheContentTypesOfARoute(String path, String sent, String accepted) throws Exception {
    HttpResponse<String> answer = post(path, sent, BodyPublishers.ofString("{}"));

    assertThat(assertProblem(415, answer).getString("detail")).contains(accepted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/act", "/calc/greet", "/nowhere"})
  void refusesABodyThatSaysItIsTooLarge(String path) throws Exception {
    HttpResponse<String> answer =
        penstock.send(penstock.request(path).POST(BodyPublishers.ofByteArray(TOO_LARGE)));

    assertThat(assertProblem(413, answer).getString("detail")).contains("65536 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/act", "/calc/greet"})
  void refusesABodyThatGrowsTooLarge(String path) throws Exception {
    BodyPublisher chunks = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(TOO_LARGE));

    assertProblem(413, penstock.send(penstock.request(path).POST(chunks)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/json"})
  void refusesABodyThatIsNotUtf8(String type) throws Exception {
    BodyPublisher latin = BodyPublishers.ofByteArray("\"caf\u00e9\"".getBytes(ISO_8859_1));

    HttpResponse<String> answer = post("/calc/greet", type, latin);

    assertThat(assertProblem(400, answer).getString("detail")).contains("UTF-8");
  }

  @Test
  void saysWhereABodyIsNotJson() throws Exception {
    HttpResponse<String> answer =
        post("/calc/add", "application/json", BodyPublishers.ofString("{\"left\": 1,\n]"));

    assertThat(assertProblem(400, answer).getString("detail")).contains("line 2, column 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          add    | {"left": 1}                                  | right
          add    | {"left": 1, "right": 2, "middle": 3}         | middle
          add    | [1]                                          | left, right
          add    | [1, "two"]                                   | expected a number, got "two"
          square | 7.5                                          | expected an integer, got 7.5
          shift  | {"point": {"x": 1, "z": 2}, "by": [3, 4]}    | known are x, y
          """)
  void saysWhichArgumentIsWrong(String method, String body, String reason) throws Exception {
    HttpResponse<String> answer =
        post("/calc/" + method, "application/json", BodyPublishers.ofString(body));

    assertThat(assertProblem(400, answer).getString("detail")).contains(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "0", "-5"})
  void refusesATimeoutThatIsNone(String timeout) throws Exception {
    HttpResponse<String> answer =
        penstock.send(act("fine").header("X-Request-Timeout-Ms", timeout));

    assertThat(assertProblem(400, answer).getString("detail"))
        .contains("X-Request-Timeout-Ms", "'" + timeout + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "throw, the weights are gone",
    "error, StackOverflowError",
    "null, returned null instead of a future",
    "fail, no such weights"
  })
  void logsOnceWhatUserCodeFailedWithAndTellsTheClientUnderWhichId(String how, String message)
      throws Exception {
    for (String path : new String[] {"/act", "/unruly"}) {
      JsonObject problem = assertProblem(500, post(path, how));

      String errorId = problem.getString("errorId");
      assertThat(problem.getString("detail")).contains(message);
      assertThat(penstock.line(errorId)).contains("ERROR", "Model#0.act", message);
      assertThat(penstock.printed()).filteredOn(line -> line.contains(errorId)).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/throw", "/null", "/fail"})
  void logsOnceWhatARouteFailedWith(String path) throws Exception {
    HttpResponse<String> answer = penstock.send(penstock.request(path));

    String errorId = assertProblem(500, answer).getString("errorId");
    assertThat(penstock.line(errorId)).contains("ERROR", "GET " + path);
    assertThat(penstock.printed()).filteredOn(line -> line.contains(errorId)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/act", "/unruly"})
  void givesUpOnAMethodThatNeverCompletes(String path) throws Exception {
    HttpRequest.Builder request =
        penstock
            .request(path)
            .header("X-Request-Timeout-Ms", "200")
            .POST(BodyPublishers.ofString("never"));

    assertThat(assertProblem(504, penstock.send(request)).getString("detail"))
        .contains("Model.act");
  }

  @Test
  void givesUpOnARouteThatNeverAnswers() throws Exception {
    assertProblem(
        504, penstock.send(penstock.request("/never").header("X-Request-Timeout-Ms", "200")));
  }

  @Test
  void namesTheDeploymentThatBlocksAnEventLoop() throws Exception {
    assertThat(post("/unruly", "block").body()).isEqualTo("done: block");

    String suspect = "by unruly/Model;";
    assertThat(penstock.line(suspect))
        .contains("WARN", "has been blocked", "\"threading\": \"worker\"");
    assertThat(penstock.printed()).filteredOn(line -> line.contains(suspect)).hasSize(1);
  }

  /** A problem body of that status, which shows no stack. */
  private static JsonObject assertProblem(int status, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(answer.body()).doesNotContain("\\tat ");
    JsonObject problem = new JsonObject(answer.body());
    assertThat(answer.headers().firstValue("x-request-id"))
        .hasValue(problem.getString("requestId"));
    return problem;
  }

  private static HttpRequest.Builder act(String how) {
    return penstock.request("/act").POST(BodyPublishers.ofString(how));
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return penstock.post(path, body.getBytes(UTF_8));
  }

  private static HttpResponse<String> post(String path, String type, BodyPublisher body)
      throws Exception {
    return penstock.send(penstock.request(path).header("Content-Type", type).POST(body));
  }
}
