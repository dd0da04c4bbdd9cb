package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.Deployment;
import dev.penstock.HttpIngress;
import dev.penstock.Tensor;
import dev.penstock.message.Payload;
import dev.penstock.node.TensorModels.Back;
import dev.penstock.node.TensorModels.Threads;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tensors of WebSocket messages, in real calls. */
class SocketTensorsTest {
  private static final Vertx VERTX = Vertx.vertx();
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  static final class Socket implements HttpIngress {
    static volatile @Nullable Tensor ofMessage;
    static volatile @Nullable Tensor ofSocket;
    private final Back back;

    Socket(Back back) {
      this.back = back;
    }

    @Override
    public void routes(Router router) {
      router
          .get("/")
          .handler(
              ctx ->
                  ctx.request()
                      .toWebSocket()
                      .onSuccess(
                          socket -> {
                            ofSocket = Payload.LARGE.of(1);
                            socket.textMessageHandler(
                                text -> {
                                  Tensor made = Payload.valueOf(text).of(7);
                                  ofMessage = made;
                                  back.passLate(made)
                                      .compose(first -> back.sum(first, made))
                                      .onSuccess(
                                          sum -> socket.writeTextMessage(sum + " " + isOpen(made)));
                                });
                          }));
    }
  }

  private static boolean isOpen(@Nullable Tensor tensor) {
    try {
      return Objects.requireNonNull(tensor).byteLength() > 0;
    } catch (IllegalStateException closed) {
      return false;
    }
  }

  @BeforeEach
  void reset() {
    TensorModels.reset();
    Payload.openStore(RunningNode.storeDirectory());
  }

  @AfterEach
  void nothingIsHeld() {
    TensorModels.RECEIVED.clear();
    Payload.closeStore();
  }

  private WebSocket connect(RunningNode node, WebSocketClient client) {
    URI url = URI.create(node.penstock.url());
    WebSocket socket =
        await(
            client.connect(
                new WebSocketConnectOptions()
                    .setHost(url.getHost())
                    .setPort(url.getPort())
                    .setURI("/")));
    socket.textMessageHandler(answers::add);
    return socket;
  }

  private static RunningNode start() {
    var back = Threads.WORKER.of(Deployment.of("Back", TensorModels.BackModel.class));
    return RunningNode.of(
        Application.of("app", Deployment.of("Socket", Socket.class).bind(back.bind())).route("/"));
  }

  @ParameterizedTest
  @EnumSource(Payload.class)
  void messageHasItsTensorsUntilItsCallsAreAnswered(Payload payload) {
    WebSocketClient client = VERTX.createWebSocketClient();
    try (var node = start()) {
      WebSocket socket = connect(node, client);
      socket.writeTextMessage(payload.name());
      TensorModels.gate.complete("open");
      assertThat(Watched.next(answers)).isEqualTo("14 true");
      @Nullable Tensor first = Socket.ofMessage;
      socket.writeTextMessage(payload.name());
      assertThat(Watched.next(answers)).isEqualTo("14 true");

      assertThat(isOpen(first)).as("its message is over").isFalse();
      assertThat(isOpen(Socket.ofSocket)).as("its socket is open").isTrue();
      await(socket.close());
    }
    await(client.close());
    assertThat(isOpen(Socket.ofSocket)).isFalse();
    assertThat(isOpen(Socket.ofMessage)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Payload.class)
  void closedSocketGivesBackWhatItsMessagesHave(Payload payload) {
    WebSocketClient client = VERTX.createWebSocketClient();
    try (var node = start()) {
      WebSocket socket = connect(node, client);
      socket.writeTextMessage("SMALL");
      socket.writeTextMessage(payload.name());
      await(socket.close());
      TensorModels.gate.complete("open");
    }
    await(client.close());
  }
}
