package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A drain, and clients that have not taken their answers yet. */
class SlowReadersTest {
  /** More than the buffers of sockets hold. */
  private static final int LARGE = 20 << 20;

  /** So little that the server's socket takes it at once: all of it is written, nothing read. */
  private static final int BUFFERED = 1 << 19;

  private final Site site = new Site();
  private final CompletableFuture<Void> asked = new CompletableFuture<>();

  @AfterEach
  void close() {
    site.close();
  }

  private SlowReader ask(boolean http2, int length) throws Exception {
    site.mount(
        "large",
        "/",
        router ->
            router
                .get("/")
                .handler(
                    ctx -> {
                      ctx.end(Buffer.buffer(new byte[length]));
                      asked.complete(null);
                    }));
    SlowReader reader = new SlowReader(site.listener.port(), http2);
    asked.get(30, TimeUnit.SECONDS);
    return reader;
  }

  @ParameterizedTest
  @CsvSource({
    "false, " + (1 << 20),
    "false, " + LARGE,
    "true, " + BUFFERED,
    "true, " + (1 << 20),
    "true, " + LARGE
  })
  void getAllOfTheirAnswersInADrain(boolean http2, int length) throws Exception {
    Future<Void> drained;
    try (SlowReader reader = ask(http2, length)) {
      drained = site.listener.drain(Duration.ofSeconds(30));
      // More than it lingers for requests: what is cut by then is cut.
      Site.await(site.vertx.timer(300, TimeUnit.MILLISECONDS));

      assertThat(reader.bodyLength()).isEqualTo(length);
    }
    Site.await(drained);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void areCutWhenTheTimeOfTheDrainIsOver(boolean http2) throws Exception {
    try (SlowReader reader = ask(http2, LARGE)) {
      Site.await(site.listener.drain(Duration.ofMillis(50)));

      assertThatThrownBy(reader::bodyLength).isInstanceOf(IOException.class);
    }
  }
}
