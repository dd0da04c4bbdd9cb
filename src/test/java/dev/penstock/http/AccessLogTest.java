package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.vertx.core.Promise;
import io.vertx.ext.web.Router;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AccessLogTest {
  private static void routes(Router router) {
    router.get("/never").respond(ctx -> Promise.<String>promise().future());
    router
        .get("/half")
        .handler(
            ctx ->
                ctx.response()
                    .setChunked(true)
                    .write("begin")
                    .onSuccess(v -> ctx.fail(new IllegalStateException("no more"))));
  }

  private static ILoggingEvent lineOf(String request) {
    CapturedLog log = new CapturedLog();
    try (log;
        Site site = new Site()) {
      site.mount("logged", "/app", Duration.ofMillis(20), AccessLogTest::routes);
      site.raw(request + "\r\n");
    }
    assertThat(log.accesses()).hasSize(1);
    return log.accesses().get(0);
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: h\r\nX-Request-Id: r1\r\nConnection: close\r\n";
  }

  @Test
  void knowsTheRequestThatIsAnsweredOutsideOfItsCall() {
    for (String path : new String[] {"/app/never", "/nowhere", "/-/healthz"}) {
      ILoggingEvent line = lineOf(get(path));

      assertThat(line.getMDCPropertyMap()).as(path).containsEntry("requestId", "r1");
      assertThat(line.getFormattedMessage())
          .matches("GET " + path + " \\d{3} \\d+ B \\d+\\.\\d{3} ms");
    }
  }

  @Test
  void tellsAnAnswerThatTheServerCutFromAClientThatLeft() {
    assertThat(lineOf(get("/app/half")).getFormattedMessage()).startsWith("GET /app/half 200 cut ");
  }

  @Test
  void showsNoControlCharactersOfAPath() {
    assertThat(lineOf(get("/a\u0000b\u001b[31m")).getFormattedMessage())
        .startsWith("GET /a%00b%1B[31m 400 ");
  }

  @Test
  void showsNoMethodAndPathOfWhatIsNoRequest() {
    assertThat(lineOf("nonsense\r\n").getFormattedMessage()).startsWith("- - 400 ");
  }
}
