package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class StatusCommandTest {
  private static final String STATUS =
      """
      {"version":"1.2.3","uptimeSeconds":3725,"ready":false,"draining":false,
       "reasons":["app/Model has no replica that serves"],"windowSeconds":7.6,
       "http":{"url":"http://127.0.0.1:8000","openRequests":1,"openConnections":2,"routes":[
         {"route":"/","requests":12,"perSecond":1.6,"perSecondByStatus":{"2xx":1.5,"5xx":0.1},
          "p50":0.05,"p95":0.125,"p99":1250.0},
         {"route":"unmatched","requests":0,"perSecond":0.0,"perSecondByStatus":{}}]},
       "store":{"directory":"/dev/shm/penstock-ada","capacity":1610612736,"reserved":67108864,
         "used":5253120,"segments":1,"objects":2,"waiting":1,"keptByViews":0,
         "leases":{"":1,"app/Model":2},"oldestAge":61500,"created":12,"recycled":10},
       "eventLoops":[{"loop":0,"thread":"loop-0","delayP50":0.4,"delayP99":2.0,"delayMax":16.0}],
       "applications":[{"name":"app","route":"/","root":"Gateway","deployments":[
         {"name":"Model","wanted":2,"serving":1,"ongoing":3,"slots":100,"waiting":4,"abandoned":1,
          "calls":12,"perSecond":1.6,"p50":0.8,"p95":6.3,"p99":10.0,
          "failures":{"USER_ERROR":2,"TIMED_OUT":1},
          "replicas":[{"index":0,"state":"serving","thread":"loop-0","ongoing":3,"maxOngoing":100,
            "calls":12,"perSecond":1.6,"p50":0.8,"p95":6.3,"p99":10.0,"failures":{}}],
          "lastFailures":[{"time":"2026-01-01T00:00:00Z","method":"infer","errorId":"e1",
            "requestId":"r1","reason":"IOException: gone\\nand more","replica":"app/Model#0"}]},
         {"name":"Gateway","wanted":1,"serving":1,"replicas":[],"lastFailures":[]}]}],
       "edges":[]}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/status", StatusCommandTest::answer);
    server.createContext("/odd/api/status", exchange -> send(exchange, 200, "<html>"));
    server.start();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    boolean knows = "Bearer s3cret".equals(exchange.getRequestHeaders().getFirst("Authorization"));
    send(exchange, knows ? 200 : 401, knows ? STATUS : "{}");
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private String admin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private int status(Map<String, String> environment, String... arguments) {
    CommandLine line = new CommandLine(new StatusCommand(environment));
    return line.setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(arguments);
  }

  @Test
  void printsAlignedTablesWithTimesForPeople() {
    int exit = status(Map.of("PENSTOCK_ADMIN_TOKEN", "s3cret"), "--admin", admin());

    assertThat(exit).isZero();
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            Penstock 1.2.3 at http://127.0.0.1:8000, up 1 h 2 min: not ready
              app/Model has no replica that serves
            Rates and percentiles of the last 8 s; 1 open request, 2 connections

            DEPLOYMENT   SERVING  ONGOING  WAITING  CALLS  CALLS/S     P50     P95    P99                     FAILED  ABANDONED
            app/Model        1/2    3/100        4     12      1.6  800 µs  6.3 ms  10 ms  2 USER_ERROR, 1 TIMED_OUT          1
            app/Gateway      1/1        -        -      -        -       -       -      -                          -          -

            REPLICA      STATE    THREAD  ONGOING  CALLS  CALLS/S     P50     P95    P99  FAILED
            app/Model#0  serving  loop-0    3/100     12      1.6  800 µs  6.3 ms  10 ms       0

            ROUTE  REQUESTS  REQ/S     P50     P95    P99       BY STATUS/S
            /            12    1.6  ≤50 µs  125 µs  1.3 s  2xx 1.5, 5xx 0.1

            STORE                   USED  RESERVED  CAPACITY  SEGMENTS  OBJECTS  WAITING  KEPT BY VIEWS     OLDEST  CREATED  RECYCLED
            /dev/shm/penstock-ada  5 MiB    64 MiB   1.5 GiB         1        2        1              0  1 min 1 s       12        10

            LEASES OF        OPEN
            (no deployment)     1
            app/Model           2

            EVENT LOOP  DELAY P50   P99    MAX
            loop-0         400 µs  2 ms  16 ms

            LAST FAILURES
            2026-01-01T00:00:00Z  app/Model#0  infer  errorId=e1  requestId=r1
              IOException: gone
            """);
  }

  @Test
  void printsTheAnswerAsItIsForPrograms() {
    int exit =
        status(
            Map.of("PENSTOCK_ADMIN_TOKEN", "s3cret"), "--admin", admin() + "/", "--format", "json");

    assertThat(exit).isZero();
    assertThat(out.toString().strip()).isEqualTo(STATUS.strip());
  }

  @Test
  void saysWhereTheTokenIsTakenFrom() {
    assertThat(status(Map.of(), "--admin", admin())).isOne();
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            "error: "
                + admin()
                + " wants a token: put its admin.token into PENSTOCK_ADMIN_TOKEN\n");
  }

  @Test
  void saysThatTheTokenIsWrong() {
    assertThat(status(Map.of("PENSTOCK_ADMIN_TOKEN", "guess"), "--admin", admin())).isOne();
    assertThat(err.toString()).contains("does not know the token").doesNotContain("guess");
  }

  @Test
  void saysThatNothingListens() {
    server.stop(0);

    assertThat(status(Map.of(), "--admin", admin())).isOne();
    assertThat(err.toString()).startsWith("error: nothing listens at " + admin());
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void saysThatThereIsNoSuchHost() {
    assertThat(status(Map.of(), "--admin", "http://nobody.invalid:8001")).isOne();
    assertThat(err.toString()).startsWith("error: there is no host 'nobody.invalid'");
  }

  @Test
  void saysThatSomethingElseListens() {
    assertThat(status(Map.of(), "--admin", admin() + "/odd")).isOne();
    assertThat(status(Map.of(), "--admin", admin() + "/none")).isOne();
    assertThat(err.toString().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("is not an admin listener of Penstock"));
  }

  @Test
  void refusesAnAddressThatIsNone() {
    assertThat(status(Map.of(), "--admin", "here there")).isEqualTo(2);
    assertThat(err.toString()).contains("was 'here there'");
  }
}
