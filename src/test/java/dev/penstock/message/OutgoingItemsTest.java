package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.CallFailedException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stream that another node reads, in the order in which threads may come. */
class OutgoingItemsTest {
  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
  private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
  private final ItemReader<Object> reader = new ItemReader<>(false, context, null, null);
  private final OutgoingItems items =
      new OutgoingItems(
          reader,
          ValueCodecs.of(Integer.class),
          context,
          () -> null,
          new OutgoingItems.Way() {
            @Override
            public void send(long sequence, Buffer payload, @Nullable SentObjects objects) {
              sent.add("item " + sequence);
            }

            @Override
            public void end(@Nullable CallFailedException failure) {
              sent.add("end");
            }
          });

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private String next() throws InterruptedException {
    return String.valueOf(sent.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void whatIsGrantedBeforeItStartsIsNotForgotten() throws Exception {
    reader.link().put(1, null);
    reader.link().put(2, null);
    reader.link().end(null);

    items.onCredit(2);
    items.start(0);

    assertThat(next()).isEqualTo("item 0");
    assertThat(next()).isEqualTo("item 1");
    items.onCredit(1);
    assertThat(next()).isEqualTo("end");
  }

  @Test
  void nothingIsSentBeforeItIsGranted() throws Exception {
    reader.link().put(1, null);
    items.start(0);
    reader.link().wake();
    context.runOnContext(go -> sent.add("nothing"));

    assertThat(next()).isEqualTo("nothing");
    items.onCredit(1);
    assertThat(next()).isEqualTo("item 0");
  }
}
