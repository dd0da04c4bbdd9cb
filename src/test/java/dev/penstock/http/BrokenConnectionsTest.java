package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A thousand clients that leave at once, in the middle of something, while others are served. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrokenConnectionsTest {
  private static final int CONNECTIONS = 1000;

  /** How far clients have come when they leave. */
  private static final List<String> BEGUN =
      List.of(
          "",
          "GET /never HTTP/1.1\r\nHo",
          "POST /read HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf",
          "POST /read HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf",
          "GET /never HTTP/1.1\r\nHost: h\r\n\r\n");

  /** Of {@link #BEGUN}, those whose head is complete. */
  private static final int OPEN_REQUESTS = CONNECTIONS * 3 / 5;

  private enum Leaving {
    HALF_CLOSED,
    RESET
  }

  private static void routes(Router router) {
    router.get("/").respond(ctx -> Future.succeededFuture("fine"));
    router.post("/read").respond(ctx -> ctx.request().body().map(body -> "read"));
    router.get("/never").handler(ctx -> {});
  }

  @ParameterizedTest
  @EnumSource
  void keepsNothingOfClientsThatLeaveAndServesOthers(Leaving how) throws Exception {
    CapturedLog log = new CapturedLog();
    try (log;
        Site site = new Site().mount("root", "/", BrokenConnectionsTest::routes)) {
      List<Socket> sockets = open(site);
      try {
        waitFor(() -> site.listener.inFlight() == OPEN_REQUESTS);
        assertThat(site.get("/").body()).isEqualTo("fine");
        assertThat(site.listener.connections()).isEqualTo(CONNECTIONS + 1);

        for (Socket socket : sockets) {
          leave(socket, how);
        }
        do {
          assertThat(site.get("/").body()).isEqualTo("fine");
        } while (site.listener.connections() > 1);

        // Their requests and watches end an event later than the connections; a request of ours
        // stays counted until after its answer is written.
        waitFor(() -> site.listener.inFlight() == 0 && watches(site) == 1);
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
    }
    assertThat(log.warnings()).isEmpty();
  }

  private static List<Socket> open(Site site) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.listener.port());
      sockets.add(socket);
      String begun = BEGUN.get(i % BEGUN.size());
      socket.getOutputStream().write(begun.getBytes(StandardCharsets.ISO_8859_1));
    }
    return sockets;
  }

  private static void leave(Socket socket, Leaving how) throws IOException {
    if (how == Leaving.HALF_CLOSED) {
      socket.shutdownOutput();
    } else {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  /** The connections that the sweeps of both event loops look after. */
  private static int watches(Site site) {
    int all = 0;
    for (EventLoop loop : site.listener.eventLoops()) {
      ConnectionSweep sweep = site.listener.watchedConnections().sweep(loop);
      all += loop.submit(sweep::size).syncUninterruptibly().getNow();
    }
    return all;
  }

  private static void waitFor(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }
}
