package dev.penstock.jar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bytes that no honest client sends, to a server as a user starts it. Each is refused, after each
 * the next good request is answered, and none leaves a line above INFO in the log.
 */
@Tag("jar")
class AbuseJarTest {
  private static final int PATIENCE_MILLIS = 10_000;

  @TempDir private static Path folder;
  private static PenstockProcess penstock;

  @BeforeAll
  static void start() {
    penstock = PenstockProcess.java("run", UserProject.in(folder).site());
    penstock.url();
  }

  @AfterAll
  static void loggedNothing() {
    try (PenstockProcess running = penstock) {
      running.terminate();
      assertThat(running.exitCode()).isZero();
      assertThat(running.stdout())
          .noneMatch(line -> line.startsWith("\tat "))
          .noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "));
      assertThat(running.problems()).isEmpty();
    }
  }

  @AfterEach
  void answersTheNextRequest() throws Exception {
    assertThat(penstock.post("/act", "fine".getBytes(UTF_8)).statusCode()).isEqualTo(200);
  }

  /** {@code CRLF}, {@code NUL} and {@code 64K} stand for what they name. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0000',
      textBlock =
          """
          two kinds of length | POST /act HTTP/1.1 CRLF Host: h CRLF Content-Length: 4 CRLF Transfer-Encoding: chunked CRLF | 400
          two lengths         | POST /act HTTP/1.1 CRLF Host: h CRLF Content-Length: 4 CRLF Content-Length: 5 CRLF | 400
          negative length     | POST /act HTTP/1.1 CRLF Host: h CRLF Content-Length: -4 CRLF | 400
          huge length         | POST /act HTTP/1.1 CRLF Host: h CRLF Content-Length: 9223372036854775807 CRLF | 413
          unknown encoding    | POST /act HTTP/1.1 CRLF Host: h CRLF Transfer-Encoding: gzip CRLF | 501
          bad chunk           | POST /act HTTP/1.1 CRLF Host: h CRLF Transfer-Encoding: chunked CRLF CRLF zz CRLF | 400
          no host             | GET /-/healthz HTTP/1.1 CRLF | 400
          two hosts           | GET /-/healthz HTTP/1.1 CRLF Host: a CRLF Host: b CRLF | 400
          header of 64 KiB    | GET /-/healthz HTTP/1.1 CRLF Host: h CRLF X: 64K CRLF | 431
          long request line   | GET /64K HTTP/1.1 CRLF Host: h CRLF | 414
          NUL in a header     | GET /-/healthz HTTP/1.1 CRLF Host: h CRLF X: aNULb CRLF | 400
          NUL in the path     | GET /aNULb HTTP/1.1 CRLF Host: h CRLF | 400
          header without name | GET /-/healthz HTTP/1.1 CRLF Host: h CRLF : b CRLF | 400
          space before colon  | GET /-/healthz HTTP/1.1 CRLF Host: h CRLF X : b CRLF | 400
          encoded traversal   | GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1 CRLF Host: h CRLF | 400
          encoded slashes     | GET /a/..%2f..%2fetc HTTP/1.1 CRLF Host: h CRLF | 400
          encoded NUL         | GET /%00 HTTP/1.1 CRLF Host: h CRLF | 400
          no HTTP             | hello CRLF | 400
          TLS hello           | \u0016\u0003\u0001NULÈ\u0001NULNULÄ\u0003\u0003 CRLF | 400
          error in a pipeline | GET /-/healthz HTTP/1.1 CRLF Host: h CRLF CRLF GET / HTTP/1.1 CRLF X : b CRLF CRLF GET /-/healthz HTTP/1.1 CRLF Host: h CRLF | 400
          """)
  void refuses(String name, String request, int status) throws Exception {
    // Most refusals leave the connection open, unless they are asked not to.
    String closing =
        request.contains("CRLF CRLF")
            ? request
            : request.replace("HTTP/1.1 CRLF", "HTTP/1.1 CRLF Connection: close CRLF");

    String answer = new String(exchange(bytes(closing) + "\r\n"), UTF_8);

    String last = answer.substring(answer.lastIndexOf("HTTP/1."));
    assertThat(last)
        .matches("(?s)HTTP/1\\.[01] " + status + ".*")
        .contains("application/problem+json", "requestId")
        .containsIgnoringCase("x-request-id: ")
        .doesNotContain("Exception");
  }

  private static String bytes(String request) {
    return request
        .replaceAll(" ?CRLF ?", "\r\n")
        .replace("NUL", "\0")
        .replace("64K", "x".repeat(64 * 1024));
  }

  /** Sends bytes and gives what comes back until the server closes. */
  private static byte[] exchange(String request) throws IOException {
    int port = URI.create(penstock.url()).getPort();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return socket.getInputStream().readAllBytes();
    }
  }
}
