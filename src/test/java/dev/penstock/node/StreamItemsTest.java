package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.BoundDeployment;
import dev.penstock.Deployment;
import dev.penstock.HttpIngress;
import dev.penstock.ItemStream;
import dev.penstock.Tensor;
import dev.penstock.node.StreamModels.Producer;
import dev.penstock.node.StreamModels.Source;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a replica does with each item of a stream: tensors in it, and calls made for it. */
class StreamItemsTest {
  /** Changes items. */
  public interface Change {
    ReadStream<Float> last(int tensors);

    ReadStream<Tensor> half(int tensors);

    ReadStream<Integer> checked(int numbers);

    ReadStream<Integer> passed(int numbers);
  }

  /** Each item for itself. */
  public static final class Changing implements Change {
    private final Source source;

    public Changing(Source source) {
      this.source = source;
    }

    @Override
    public ReadStream<Float> last(int tensors) {
      return ItemStream.map(source.tensors(tensors), tensor -> tensor.floats().get(19_999));
    }

    @Override
    public ReadStream<Tensor> half(int tensors) {
      return ItemStream.map(
          source.tensors(tensors), tensor -> Tensor.of(new float[] {tensor.floats().get(0) / 2}));
    }

    @Override
    public ReadStream<Integer> checked(int numbers) {
      return ItemStream.compose(
          ItemStream.of(() -> IntStream.range(0, numbers).iterator()),
          number -> source.sum(ItemStream.of(List.of(number))));
    }

    @Override
    public ReadStream<Integer> passed(int numbers) {
      return source.count(numbers);
    }
  }

  private RunningNode node;
  private Change change;

  @BeforeEach
  void start() {
    BoundDeployment<?> source = Deployment.of("Source", Producer.class).bind();
    BoundDeployment<?> told = Deployment.of("Told", Producer.class).bind();
    node =
        RunningNode.with(
            new JsonObject()
                .put(
                    "http",
                    new JsonObject()
                        .put("requestTimeout", "300ms")
                        .put("streamIdleTimeout", "300ms")),
            Application.of("app").with(Deployment.of("Change", Changing.class).bind(source)),
            Application.of("socket", Deployment.of("Teller", Teller.class).bind(told)));
    change = node.handle("app", "Change", Change.class);
  }

  @AfterEach
  void close() {
    node.close();
  }

  /** Tells over a WebSocket what a stream gives for each message, item by item. */
  public static final class Teller implements HttpIngress {
    private final Source source;

    public Teller(Source source) {
      this.source = source;
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
                          socket ->
                              socket.textMessageHandler(
                                  pace -> tell(socket, Integer.parseInt(pace)))));
    }

    private void tell(ServerWebSocket socket, int millis) {
      ItemStream.compose(source.paced(10, millis), item -> source.sum(ItemStream.of(List.of(item))))
          .exceptionHandler(cause -> socket.writeTextMessage(String.valueOf(cause.getMessage())))
          .endHandler(end -> socket.writeTextMessage("end"))
          .handler(item -> socket.writeTextMessage(item.toString()));
    }
  }

  private static <T, R> List<R> read(ReadStream<T> stream, Function<T, R> item) throws Exception {
    CompletableFuture<List<R>> whole = new CompletableFuture<>();
    List<R> items = new ArrayList<>();
    stream
        .exceptionHandler(whole::completeExceptionally)
        .endHandler(end -> whole.complete(items))
        .handler(next -> items.add(item.apply(next)));
    return whole.get(20, TimeUnit.SECONDS);
  }

  @Test
  void tensorsOfAnItemAreOpenWhileItIsMappedAndSent() throws Exception {
    List<Float> expected = IntStream.range(0, 200).mapToObj(i -> (float) i).toList();

    assertThat(read(change.last(200), value -> value)).isEqualTo(expected);
    assertThat(read(change.half(200), tensor -> 2 * tensor.floats().get(0))).isEqualTo(expected);
  }

  @Test
  void callsMadeForALateItemHaveTheTimeOfThatItem() throws Exception {
    // The producer rests for longer than an item may take, until the reader has use for more.
    readsSlowly(change.checked(60));
  }

  @Test
  void aStreamThatIsPassedOnWaitsForAReaderThatIsSlow() throws Exception {
    readsSlowly(change.passed(60));
  }

  private static void readsSlowly(ReadStream<Integer> stream) throws Exception {
    CompletableFuture<Integer> count = new CompletableFuture<>();
    int[] seen = new int[1];
    stream.pause();
    stream.exceptionHandler(count::completeExceptionally);
    stream.endHandler(end -> count.complete(seen[0]));
    stream.handler(
        item -> {
          seen[0]++;
          Future<Void> later = StreamModels.after(30);
          later.onSuccess(then -> stream.fetch(1));
        });
    stream.fetch(1);

    assertThat(count.get(20, TimeUnit.SECONDS)).isEqualTo(60);
  }

  @Test
  void callsMadeForAnItemThatAMessageReadsHaveTheTimeOfThatItem() throws Exception {
    CompletableFuture<List<String>> whole = new CompletableFuture<>();
    List<String> told = new ArrayList<>();
    HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(
            URI.create(node.penstock.url().replace("http", "ws")),
            new WebSocket.Listener() {
              @Override
              public @Nullable CompletionStage<?> onText(
                  WebSocket socket, CharSequence text, boolean last) {
                told.add(text.toString());
                if (told.size() == 11) {
                  whole.complete(told);
                }
                socket.request(1);
                return null;
              }
            })
        .get(20, TimeUnit.SECONDS)
        .sendText("60", true);

    // Longer than a message may take until its first item.
    assertThat(whole.get(20, TimeUnit.SECONDS))
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "end");
  }
}
