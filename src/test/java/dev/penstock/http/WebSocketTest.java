package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WebSockets that an ingress opens as Vert.x Web documents it, and clients that break them. */
class WebSocketTest {
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  private static final String OPEN =
      "GET /echo HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Version: 13\r\n"
          + KEY;
  // Masked with zeros, so that the payload stays readable.
  private static final String MASK = "\0\0\0\0";

  private final Site site = new Site();
  private final CapturedLog log = new CapturedLog();

  @BeforeEach
  void mount() {
    site.mount("root", "/", WebSocketTest::routes);
  }

  private static void routes(Router router) {
    router.get("/").respond(ctx -> Future.succeededFuture("fine"));
    router
        .get("/echo")
        .handler(
            ctx ->
                ctx.request()
                    .toWebSocket()
                    .onSuccess(socket -> socket.textMessageHandler(socket::writeTextMessage)));
  }

  @AfterEach
  void servesTheNextRequestAndLogsNothing() {
    if (!site.listener.isDraining()) {
      assertThat(site.get("/").body()).isEqualTo("fine");
    }
    assertThat(site.listener.inFlight()).isZero();
    site.close();
    log.close();
    assertThat(log.warnings()).isEmpty();
  }

  private Socket open() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.listener.port());
    socket.setSoTimeout(30_000);
    send(socket, OPEN + "\r\n");
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) socket.getInputStream().read());
    }
    assertThat(head.toString()).startsWith("HTTP/1.1 101").contains("x-request-id");
    return socket;
  }

  private static void send(Socket socket, String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** The status of the close frame that comes next, after which nothing comes. */
  private static int closeStatus(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    assertThat(in.readUnsignedByte()).isEqualTo(0x88);
    int length = in.readUnsignedByte();
    int status = in.readUnsignedShort();
    in.skipNBytes(length - 2);
    return status;
  }

  @Test
  void echoesMessages() throws Exception {
    try (Socket socket = open()) {
      send(socket, "\u0081\u0082" + MASK + "hi");

      assertThat(socket.getInputStream().readNBytes(4)).containsExactly(0x81, 2, 'h', 'i');
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "unmasked,             81 02 68 69,                                          1002",
    "reserved bits,        f1 82 00 00 00 00 68 69,                              1002",
    "bad UTF-8,            81 82 00 00 00 00 c3 28,                              1007",
    "unknown opcode,       83 82 00 00 00 00 68 69,                              1002",
    "stray continuation,   80 82 00 00 00 00 68 69,                              1002",
    "fragmented ping,      09 80 00 00 00 00,                                    1002",
    "long ping,            89 fe 00 7e 00 00 00 00,                              1002",
    "close of one byte,    88 81 00 00 00 00 01,                                 1002",
    "oversized frame,      82 ff 00 00 00 00 7f ff ff ff 00 00 00 00,            1009",
    "length over 2^63,     82 ff ff ff ff ff ff ff ff ff 00 00 00 00,            1002"
  })
  void closesOnABadFrameWithItsCode(String name, String frame, int status) throws Exception {
    try (Socket socket = open()) {
      StringBuilder bytes = new StringBuilder();
      for (String each : frame.trim().split(" ", -1)) {
        bytes.append((char) Integer.parseInt(each, 16));
      }
      send(socket, bytes.toString());

      assertThat(closeStatus(socket)).isEqualTo(status);
      send(socket, "\u0088\u0082" + MASK + "\u0003\u00e8");
      assertThat(socket.getInputStream().read()).isNegative();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-WebSocket-Version: 13, Sec-WebSocket-Version: 8, 426",
    "Upgrade: websocket, Upgrade: tunnel, 400",
    "Connection: Upgrade, Connection: close, 400",
    "dGhlIHNhbXBsZSBub25jZQ==, short, 400"
  })
  void refusesAnOpeningThatIsNone(String right, String wrong, int status) {
    String answer =
        site.raw(
            OPEN.replace(right, wrong)
                + (right.startsWith("C") ? "" : "Connection: close\r\n")
                + "\r\n");

    assertThat(answer).startsWith("HTTP/1.1 " + status).contains("problem+json");
  }

  @Test
  void closesSocketsWhenItIsDrained() throws Exception {
    try (Socket socket = open()) {
      Future<Void> drained = site.listener.drain(Duration.ofSeconds(5));

      assertThat(closeStatus(socket)).isEqualTo(1001);
      send(socket, "\u0088\u0082" + MASK + "\u0003\u00e9");
      Site.await(drained);
    }
  }
}
