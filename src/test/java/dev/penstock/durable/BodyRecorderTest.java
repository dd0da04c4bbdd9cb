package dev.penstock.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that come in pieces, from senders that may be gone. */
class BodyRecorderTest {
  @TempDir private Path folder;

  /** A sender that tells once that it is gone, to whom listens then. */
  private static final class Sender implements ReadStream<Buffer> {
    private @Nullable Handler<Throwable> onFailure;

    void leave() {
      if (onFailure != null) {
        onFailure.handle(new IOException("the connection was closed"));
      }
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
      onFailure = handler;
      return this;
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
      return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
      return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
      return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
      return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
      return this;
    }
  }

  @Test
  void aSenderThatIsGoneBeforeThereIsADraftLeavesNone() throws IOException {
    Vertx vertx = Vertx.vertx();
    BodyFiles files = new BodyFiles(folder);
    try {
      Promise<Body.InFile> recorded = Promise.promise();
      Sender sender = new Sender();
      vertx.runOnContext(
          go -> {
            Future<Body.InFile> body = BodyRecorder.record(vertx, files, sender, false);
            sender.leave();
            body.onComplete(recorded);
          });

      assertThatThrownBy(() -> DurableRequestsTest.await(recorded.future()))
          .hasMessageContaining("the connection was closed");
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).isEmpty();
      }
    } finally {
      files.close();
      DurableRequestsTest.await(vertx.close());
    }
  }
}
