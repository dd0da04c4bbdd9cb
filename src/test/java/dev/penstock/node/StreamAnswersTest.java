package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.BoundDeployment;
import dev.penstock.CallContext;
import dev.penstock.Deployment;
import dev.penstock.HttpIngress;
import dev.penstock.ItemStream;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams over HTTP. */
class StreamAnswersTest {
  private static final int BLOCK = 64 * 1024;
  private static final String UPLOAD =
      String.join(
          "\r\n", "POST /length HTTP/1.1", "Host: h", "Content-Type: application/octet-stream", "");
  private static final AtomicInteger BLOCKS = new AtomicInteger();
  private static volatile CompletableFuture<String> gone = new CompletableFuture<>();

  /** An item. */
  public record Point(int x, String name) {}

  /** A root that is called by the built-in ingress. */
  public interface Root {
    ReadStream<String> words(String text);

    ReadStream<Point> points(int count);

    ReadStream<Buffer> blocks();

    ReadStream<String> broken(int after);

    ReadStream<String> slow(int millis);

    ReadStream<String> silent();

    Future<Integer> length(ReadStream<Buffer> body);

    Future<String> leave(ReadStream<Buffer> body);

    ReadStream<Buffer> echo(ReadStream<Buffer> body);
  }

  /** As its contract says. */
  public static final class Streaming implements Root {
    @Override
    public ReadStream<String> words(String text) {
      return ItemStream.of(List.of(text.split(" ")));
    }

    @Override
    public ReadStream<Point> points(int count) {
      AtomicInteger next = new AtomicInteger();
      return ItemStream.generate(
          () ->
              Future.succeededFuture(
                  next.get() == count ? null : new Point(next.getAndIncrement(), "p")));
    }

    @Override
    public ReadStream<Buffer> blocks() {
      CallContext.current().onCancel(() -> gone.complete("gone"));
      return ItemStream.of(
          new Iterator<Buffer>() {
            @Override
            public boolean hasNext() {
              return true;
            }

            @Override
            public Buffer next() {
              BLOCKS.incrementAndGet();
              return Buffer.buffer(new byte[BLOCK]);
            }
          });
    }

    @Override
    public ReadStream<String> broken(int after) {
      AtomicInteger given = new AtomicInteger();
      return ItemStream.generate(
          () ->
              given.getAndIncrement() < after
                  ? Future.succeededFuture("ok ")
                  : Future.failedFuture(new IllegalStateException("out of ink")));
    }

    @Override
    public ReadStream<String> slow(int millis) {
      AtomicInteger left = new AtomicInteger(10);
      return ItemStream.generate(
          () -> StreamModels.after(millis).map(v -> left.getAndDecrement() > 0 ? "x" : null));
    }

    @Override
    public ReadStream<String> silent() {
      return ItemStream.generate(() -> Promise.<String>promise().future());
    }

    @Override
    public Future<Integer> length(ReadStream<Buffer> body) {
      Promise<Integer> whole = Promise.promise();
      AtomicInteger bytes = new AtomicInteger();
      body.exceptionHandler(
              cause -> {
                gone.complete(String.valueOf(cause.getMessage()));
                whole.tryFail(cause);
              })
          .endHandler(end -> whole.tryComplete(bytes.get()))
          .handler(part -> bytes.addAndGet(part.length()));
      return whole.future();
    }

    @Override
    public Future<String> leave(ReadStream<Buffer> body) {
      return Future.succeededFuture("enough");
    }

    @Override
    public ReadStream<Buffer> echo(ReadStream<Buffer> body) {
      return body;
    }
  }

  /** Routes that stream. */
  public static final class Routes implements HttpIngress {
    private final Root root;

    public Routes(Root root) {
      this.root = root;
    }

    @Override
    public void routes(Router router) {
      router
          .get("/slow")
          .handler(
              ctx ->
                  ItemStream.map(root.slow(60), Buffer::buffer)
                      .pipeTo(ctx.response().setChunked(true)));
      router.get("/blocks").handler(ctx -> root.blocks().pipeTo(ctx.response().setChunked(true)));
    }
  }

  private RunningNode node;

  @BeforeEach
  void start() {
    gone = new CompletableFuture<>();
    BoundDeployment<?> root = Deployment.of("Root", Streaming.class).maxOngoing(1).bind();
    node =
        RunningNode.with(
            new JsonObject()
                .put(
                    "http",
                    new JsonObject()
                        .put("requestTimeout", "400ms")
                        .put("streamIdleTimeout", "200ms")),
            Application.of("plain", root),
            Application.of(
                    "routes",
                    Deployment.of("Routes", Routes.class)
                        .bind(Deployment.of("Inner", Streaming.class).bind()))
                .route("/routes"));
  }

  @AfterEach
  void close() {
    node.close();
  }

  private HttpResponse<String> post(String path, String body, String accept) {
    return node.post(path, body, "accept", accept);
  }

  private static String type(HttpResponse<?> response) {
    return response.headers().firstValue("content-type").orElse("");
  }

  @Test
  void answersAsEventsAsLinesOrAsText() {
    HttpResponse<String> events = post("/words", "one two\nlines", "text/event-stream");
    assertThat(type(events)).isEqualTo("text/event-stream");
    assertThat(events.body()).isEqualTo("data: one\n\ndata: two\ndata: lines\n\n");

    HttpResponse<String> lines = post("/words", "one two", "application/x-ndjson");
    assertThat(type(lines)).isEqualTo("application/x-ndjson");
    assertThat(lines.body()).isEqualTo("\"one\"\n\"two\"\n");

    HttpResponse<String> text = post("/words", "one two", "*/*");
    assertThat(type(text)).isEqualTo("text/plain; charset=utf-8");
    assertThat(text.body()).isEqualTo("onetwo");

    HttpResponse<String> records = post("/points", "2", "*/*");
    assertThat(type(records)).isEqualTo("application/x-ndjson");
    assertThat(records.body()).isEqualTo("{\"x\":0,\"name\":\"p\"}\n{\"x\":1,\"name\":\"p\"}\n");
    assertThat(post("/points", "1", "text/event-stream").body())
        .isEqualTo("data: {\"x\":0,\"name\":\"p\"}\n\n");
    assertThat(post("/points", "0", "text/event-stream").body()).isEmpty();
  }

  @Test
  void aFailureBeforeTheFirstItemIsAProblem() {
    HttpResponse<String> response = post("/broken", "0", "text/event-stream");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(RunningNode.problem(response).getString("detail"))
        .isEqualTo("IllegalStateException: out of ink");
  }

  @Test
  void aFailureBetweenItemsIsAnEventOrABrokenAnswer() {
    HttpResponse<String> events = post("/broken", "1", "text/event-stream");
    assertThat(events.body())
        .startsWith("data: ok \n\nevent: error\ndata: {\"type\":\"about:blank\"")
        .contains("out of ink", "\"status\":500")
        .endsWith("}\n\n");

    assertThat(node.send("POST", "/broken", "1"))
        .failsWithin(20, TimeUnit.SECONDS)
        .withThrowableThat()
        .withRootCauseInstanceOf(IOException.class);
  }

  @Test
  void theFirstItemHasTheRequestsTimeAndTheOthersTheirOwn() {
    HttpResponse<String> late = post("/silent", "", "*/*");
    assertThat(late.statusCode()).isEqualTo(504);

    // Ten items of 60 ms, with 400 ms for the request and 200 ms for each.
    assertThat(post("/slow", "60", "*/*").body()).isEqualTo("xxxxxxxxxx");
    assertThat(node.get("/routes/slow").body()).isEqualTo("xxxxxxxxxx");

    HttpResponse<String> idle = post("/slow", "300", "text/event-stream");
    assertThat(idle.body()).startsWith("data: x\n\nevent: error\n").contains("idle timeout");
  }

  private Socket request(String head) throws IOException {
    URI url = URI.create(node.penstock.url());
    Socket socket = new Socket(url.getHost(), url.getPort());
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void aClientThatLeavesStopsTheProducerAndFreesItsSlot() throws Exception {
    for (String head :
        List.of(
            "POST /blocks HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n",
            "GET /routes/blocks HTTP/1.1\r\nHost: h\r\n\r\n")) {
      gone = new CompletableFuture<>();
      try (Socket socket = request(head)) {
        assertThat(socket.getInputStream().readNBytes(BLOCK)).hasSize(BLOCK);
      }
      assertThat(gone.get(20, TimeUnit.SECONDS)).isEqualTo("gone");
    }

    // The root takes one call at a time.
    assertThat(post("/words", "next", "*/*").body()).isEqualTo("next");
  }

  @Test
  void aReaderThatDoesNotReadHoldsTheProducerBack() throws Exception {
    int before = BLOCKS.get();
    try (Socket socket = request("POST /blocks HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")) {
      assertThat(socket.getInputStream().readNBytes(BLOCK)).hasSize(BLOCK);
      // It takes nothing more, until its stream is given up for that.
      assertThat(gone.get(20, TimeUnit.SECONDS)).isEqualTo("gone");
      // What sockets hold, and a window of items: not what the producer makes in 200 ms.
      assertThat(BLOCKS.get() - before).isLessThan(400);
    }
  }

  @Test
  void aBodyStreamsIntoADeployment() throws Exception {
    String body = "0123456789".repeat(20_000);
    HttpResponse<String> counted =
        node.post("/length", body, "content-type", "application/octet-stream");
    assertThat(counted.body()).isEqualTo("200000");
    assertThat(node.post("/length", "", "content-type", "application/octet-stream").body())
        .isEqualTo("0");

    HttpResponse<String> echoed =
        node.post("/echo", body, "content-type", "application/octet-stream");
    assertThat(type(echoed)).isEqualTo("application/octet-stream");
    assertThat(echoed.body()).isEqualTo(body);

    try (Socket socket =
        request(UPLOAD + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n")) {
      OutputStream out = socket.getOutputStream();
      for (int i = 0; i < 3; i++) {
        out.write("4\r\nabcd\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
      }
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).endsWith("\r\n\r\n12");
    }
  }

  @Test
  void aClientThatLeavesInItsBodyEndsTheStreamWithAFailure() throws Exception {
    List<String> heads = new ArrayList<>();
    heads.add("Content-Length: 100\r\n\r\nhalf");
    heads.add("Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
    for (String head : heads) {
      gone = new CompletableFuture<>();
      request(UPLOAD + head).close();
      assertThat(gone.get(20, TimeUnit.SECONDS)).isNotEmpty();
    }
    assertThat(post("/words", "next", "*/*").body()).isEqualTo("next");
  }

  @Test
  void aBodyThatIsNotReadIsDroppedBeforeTheNextRequest() throws Exception {
    String body = "0123456789".repeat(200_000);
    String requests =
        String.join(
            "\r\n",
            "POST /leave HTTP/1.1",
            "Host: h",
            "Content-Type: application/octet-stream",
            "Content-Length: " + body.length(),
            "",
            body
                + "POST /words HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\n"
                + "Connection: close\r\nContent-Length: 4\r\n\r\nnext");
    try (Socket socket = request(requests)) {
      String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answers).contains("\r\n\r\nenough").contains("next");
    }
  }

  @Test
  void saysWhatAMethodThatReadsAStreamAccepts() {
    HttpResponse<String> json = node.post("/length", "{}", "content-type", "application/json");
    assertThat(json.statusCode()).isEqualTo(415);

    HttpResponse<String> response = node.post("/length", "{}", "content-type", "image/png");

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(RunningNode.problem(response).getString("detail"))
        .contains("application/octet-stream");
  }
}
