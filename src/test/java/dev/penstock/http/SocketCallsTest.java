package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.CallContext;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The calls that a WebSocket and its messages are. */
class SocketCallsTest {
  private final Site site = new Site();
  private final BlockingQueue<CallContext> contexts = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private WebSocketClient client;

  @BeforeEach
  void mount() {
    site.mount("sockets", "/", Duration.ofSeconds(10), this::routes);
    client = site.vertx.createWebSocketClient();
  }

  @AfterEach
  void close() {
    site.close();
  }

  private void routes(Router router) {
    router
        .get("/socket")
        .handler(
            ctx ->
                ctx.request()
                    .toWebSocket()
                    .onSuccess(
                        socket -> {
                          contexts.add(CallContext.current());
                          socket.closeHandler(closed -> events.add("closed"));
                          socket.textMessageHandler(
                              text -> {
                                CallContext.current().onCancel(() -> events.add("cancelled"));
                                contexts.add(CallContext.current());
                                socket.writeTextMessage("echo " + text);
                              });
                        }));
  }

  private WebSocket connect() {
    WebSocket socket =
        Site.await(
            client.connect(
                new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(site.listener.port())
                    .setURI("/socket")
                    .putHeader("X-Request-Id", "s-1")));
    socket.textMessageHandler(events::add);
    return socket;
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("it did not happen");
    }
    return next;
  }

  @Test
  void socketHasNoDeadlineAndEachMessageStartsItsOwn() throws InterruptedException {
    WebSocket socket = connect();
    CallContext open = next(contexts);
    socket.writeTextMessage("one");
    CallContext first = next(contexts);
    socket.writeTextMessage("two");
    CallContext second = next(contexts);

    assertThat(open.deadline()).isEmpty();
    assertThat(first.requestId()).isEqualTo("s-1");
    assertThat(first.remaining().orElseThrow()).isBetween(Duration.ZERO, Duration.ofSeconds(10));
    assertThat(second.deadline().orElseThrow()).isAfter(first.deadline().orElseThrow());
    assertThat(next(events)).isEqualTo("echo one");
    assertThat(next(events)).isEqualTo("echo two");
  }

  @Test
  void closedSocketCancelsItsMessages() throws InterruptedException {
    WebSocket socket = connect();
    CallContext open = next(contexts);
    socket.writeTextMessage("one");
    CallContext message = next(contexts);
    assertThat(next(events)).isEqualTo("echo one");
    int before = site.cancels.count();

    Site.await(socket.close());

    assertThat(new String[] {next(events), next(events)})
        .containsExactlyInAnyOrder("cancelled", "closed");
    assertThat(open.cancelled()).isTrue();
    assertThat(message.cancelled()).isTrue();
    assertThat(site.cancels.count()).as("calls below are looked for").isGreaterThan(before);
  }
}
