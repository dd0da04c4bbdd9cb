package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What clients get whose bytes are no proper request. After each of them the next good request is
 * answered, and the log has no line above INFO.
 */
class BadRequestsTest {
  /** One method. */
  public interface Echo {
    Future<String> echo(String text);
  }

  private static final String CHUNKED =
      "POST /read HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n";

  private final Site site = new Site();
  private final CapturedLog log = new CapturedLog();

  @BeforeEach
  void mount() {
    site.mount("root", "/", BadRequestsTest::routes)
        .mount("calls", "/calls", Echo.class, (method, args) -> Future.succeededFuture(args[0]));
  }

  private static void routes(Router router) {
    router.get("/").respond(ctx -> Future.succeededFuture("fine"));
    router.post("/read").respond(ctx -> ctx.request().body().map(body -> "read " + body.length()));
    router
        .post("/form")
        .handler(
            ctx -> {
              ctx.request().setExpectMultipart(true);
              ctx.end("form");
            });
  }

  @AfterEach
  void servesTheNextRequestAndLogsNothing() {
    assertThat(site.get("/").body()).isEqualTo("fine");
    site.close();
    log.close();
    assertThat(log.warnings()).isEmpty();
  }

  private void assertRefused(int status, String request) {
    String answer = site.raw(request);

    // What has no readable version is answered in the oldest one.
    assertThat(answer).matches("(?s)HTTP/1\\.[01] " + status + ".*");
    assertThat(answer)
        .contains("application/problem+json")
        .doesNotContain("\tat ")
        .doesNotContain("Exception");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Content-Length: 4\\r\\nTransfer-Encoding: chunked      | 400
          Content-Length: 4\\r\\nContent-Length: 5               | 400
          Content-Length: 4\\r\\nContent-Length: 4               | 400
          Content-Length: 4, 4                                   | 400
          Content-Length: -4                                     | 400
          Content-Length: +4                                     | 400
          Content-Length: 0x4                                    | 400
          Content-Length: 4 4                                    | 400
          Content-Length: 99999999999999999999999                | 400
          Content-Length: 9223372036854775807                    | 413
          Transfer-Encoding: gzip                                | 501
          Transfer-Encoding: xchunked                            | 501
          Transfer-Encoding: gzip, chunked                       | 501
          Transfer-Encoding: chunked, gzip                       | 400
          Transfer-Encoding: chunked\\r\\nTransfer-Encoding: a   | 400
          Expect: 200-ok\\r\\nContent-Length: 4                  | 417
          """)
  void refusesALengthThatCanBeReadInTwoWays(String header, int status) {
    assertRefused(
        status,
        "POST /read HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + crlf(header) + "\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          X: a\\0b       | 400
          X\\0: b        | 400
          X: a\\u0001b   | 400
          X : b          | 400
          X: a\\rb       | 400
          Xyz            | 400
          Host: a b      | 400
          Host: a/b      | 400
          Host: a\\r\\nHost: a | 400
          Host: a\\r\\nhost: b | 400
          : b            | 400
          """)
  void refusesMalformedHeaders(String header, int status) {
    String line = crlf(header);
    String host = line.startsWith("Host") ? "" : "Host: h\r\n";

    assertRefused(
        status, "GET / HTTP/1.1\r\n" + host + "Connection: close\r\n" + line + "\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/calls/echo", "/-/healthz", "/nowhere"})
  void refusesHttp11WithoutAHost(String path) {
    assertRefused(400, "GET " + path + " HTTP/1.1\r\nConnection: close\r\n\r\n");
  }

  @Test
  void refusesHeadersAndLinesThatAreTooLong() {
    String x = "x".repeat(64 * 1024);

    assertRefused(431, "GET / HTTP/1.1\r\nHost: h\r\nX: " + x + "\r\n\r\n");
    assertRefused(431, "GET / HTTP/1.1\r\nHost: h\r\n" + "a:b\r\n".repeat(6000) + "\r\n");
    assertRefused(
        431, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + "a:b\r\n".repeat(199) + "\r\n");
    assertRefused(414, "GET /" + x + " HTTP/1.1\r\nHost: h\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a\0b",
        "/a\u0001",
        "/a\u007f",
        "/a\\b",
        "/%zz",
        "/%",
        "/%00",
        "*",
        "noslash",
        "/../etc/passwd",
        "/%2e%2e/etc/passwd",
        "/a/..%2f..%2fetc",
        "/a/%2e%2e%5cetc",
        "/a%2F..",
        "/a/../../etc"
      })
  void refusesTargetsThatOnlyAttacksNeed(String target) {
    assertRefused(400, "GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  }

  @Test
  void servesTheAbsoluteForm() {
    assertThat(site.raw("GET http://other/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .endsWith("fine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /", "G@T / HTTP/1.1\r\nHost: h", "GET / HTTP/x\r\nHost: h"})
  void refusesWhatIsNoHttp(String head) {
    assertRefused(400, head + "\r\n\r\n");
  }

  @Test
  void refusesATlsHelloOnThePlainPort() {
    assertRefused(400, "\u0016\u0003\u0001\0\u00c8\u0001\0\0\u00c4\u0003\u0003" + "\0".repeat(190));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.2", "HTTP/3.0"})
  void refusesOtherVersions(String version) {
    assertThat(site.raw("GET / " + version + "\r\nHost: h\r\n\r\n")).startsWith(version + " 501");
  }

  @ParameterizedTest
  @CsvSource({"FROB, 405", "get, 405", "PATCH, 405"})
  void tellsTheMethodsToAnUnknownOne(String method, int status) {
    String answer = site.raw(method + " / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 " + status).containsIgnoringCase("allow: GET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FFFFFFFFFFFFFFFFF\r\nx\r\n0\r\n\r\n",
        "-1\r\nx\r\n0\r\n\r\n",
        "1\r\nxy0\r\n\r\n",
        "zz\r\n",
        "1\r\nx\r\n0\r\nX T: 1\r\n\r\n"
      })
  void refusesMalformedChunks(String chunks) {
    assertRefused(400, CHUNKED + "\r\n" + chunks);
  }

  @Test
  void refusesChunkExtensionsAndTrailersThatAreTooLong() {
    assertRefused(400, CHUNKED + "\r\n1;a=" + "b".repeat(100_000) + "\r\nx\r\n0\r\n\r\n");
    assertRefused(400, CHUNKED + "\r\n1\r\nx\r\n0\r\nT: " + "b".repeat(100_000) + "\r\n\r\n");
  }

  @Test
  void skipsChunkExtensionsAndTrailers() {
    assertThat(site.raw(CHUNKED + "Connection: close\r\n\r\n1;a=b\r\nx\r\n0\r\nX-T: 1\r\n\r\n"))
        .endsWith("read 1");
  }

  @Test
  void answersPipelinedRequestsInOrderUpToTheFirstBadOne() {
    String post = "POST /read HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\na";

    String answers = site.raw(post + post + "GET / HTTP/1.1\r\nX : 1\r\n\r\n" + post);

    assertThat(answers.split("HTTP/1.1 ", -1))
        .satisfiesExactly(
            nothing -> assertThat(nothing).isEmpty(),
            first -> assertThat(first).startsWith("200").endsWith("read 1"),
            second -> assertThat(second).startsWith("200").endsWith("read 1"),
            third -> assertThat(third).startsWith("400"));
  }

  @Test
  void refusesABodyThatItAsksNobodyFor() {
    String answer =
        site.raw(
            "POST /nowhere HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 404").doesNotContain("100 Continue");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Content-Type: application/json\r\n"})
  void refusesAFormThatIsNone(String type) {
    assertRefused(
        415,
        "POST /form HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
            + type
            + "Content-Length: 0\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/read", "/calls/echo"})
  void logsNothingForAConnectionThatIsReset(String path) throws Exception {
    String request = "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\na";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.listener.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      while (site.listener.inFlight() == 0) {
        Thread.onSpinWait();
      }
      socket.setSoLinger(true, 0);
    }
    while (site.listener.inFlight() > 0) {
      Thread.onSpinWait();
    }
  }

  private static String crlf(String text) {
    return text.replace("\\r", "\r")
        .replace("\\n", "\n")
        .replace("\\0", "\0")
        .replace("\\u0001", "\u0001");
  }
}
