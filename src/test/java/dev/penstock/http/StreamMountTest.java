package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.ItemStream;
import dev.penstock.handle.MethodCaller;
import dev.penstock.message.ContractMethod;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of the built-in ingress, at a listener alone. */
class StreamMountTest {
  /** What is called. */
  public interface Words {
    ReadStream<String> words();

    Future<String> join(ReadStream<String> words);
  }

  /** One word, and nothing after it. */
  private static final class OneWord implements MethodCaller {
    @Override
    public Future<@Nullable Object> call(ContractMethod method, @Nullable Object[] args) {
      return Future.succeededFuture("never");
    }

    @Override
    public ItemStream<Object> stream(ContractMethod method, @Nullable Object[] args) {
      AtomicInteger given = new AtomicInteger();
      return ItemStream.generate(
          () ->
              given.getAndIncrement() == 0
                  ? Future.succeededFuture("once")
                  : Promise.<@Nullable Object>promise().future());
    }
  }

  private final Site site = new Site();

  @BeforeEach
  void mount() {
    site.mount("words", "/", Words.class, new OneWord());
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void eventsThatADrainCutsShortTellSo() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.listener.port())) {
      socket
          .getOutputStream()
          .write(
              String.join(
                      "\r\n",
                      "POST /words HTTP/1.1",
                      "Host: h",
                      "Accept: text/event-stream",
                      "Content-Length: 0",
                      "",
                      "")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      StringBuilder begun = new StringBuilder();
      while (begun.indexOf("data: once\n\n") < 0) {
        begun.append(new String(in.readNBytes(1), StandardCharsets.US_ASCII));
      }

      Future<Void> drained = site.listener.drain(Duration.ofMillis(50));

      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .contains("event: error\ndata: {", "\"status\":503", "shutting down")
          .endsWith("\r\n0\r\n\r\n");
      Site.await(drained);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/plain", "application/octet-stream"})
  void saysThatOnlyAStreamOfBuffersCanBeABody(String type) {
    HttpResponse<String> response = site.post("/join", "[\"a\"]", "content-type", type);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .contains("join cannot be called over HTTP", "ReadStream<Buffer>", "by its handle");
  }
}
