package dev.penstock.message;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The near end of a stream whose reader is on another node: encodes items for as long as that one
 * grants more. Reads on its context; other methods from any thread.
 */
public final class OutgoingItems {
  /** Where items go. Called on the context. */
  public interface Way {
    /**
     * Sends an item.
     *
     * @param objects holds what is large in it until it is lent; null if nothing is
     */
    void send(long sequence, Buffer payload, @Nullable SentObjects objects);

    /** Tells the end, once, after the last item. */
    void end(@Nullable CallFailedException failure);
  }

  private final ItemReader<Object> reader;
  private final ValueCodec codec;
  private final ContextInternal context;
  private final Supplier<@Nullable SentObjects> objects;
  private final Way way;
  private long sequence;

  /**
   * Sends nothing yet; what is granted from now on counts.
   *
   * @param reader whose items are sent, which nobody else reads
   * @param codec of an item
   * @param objects makes what holds the large parts of an item; null to write them in place
   */
  public OutgoingItems(
      ItemReader<Object> reader,
      ValueCodec codec,
      ContextInternal context,
      Supplier<@Nullable SentObjects> objects,
      Way way) {
    this.reader = reader;
    this.codec = codec;
    this.context = context;
    this.objects = objects;
    this.way = way;
    reader.pause(); // The other node may grant items before start() has come so far.
  }

  /**
   * Sends items.
   *
   * @param credit how many, before the reader has said anything
   */
  public void start(int credit) {
    context.runOnContext(
        go -> {
          reader.exceptionHandler(this::onFailure);
          reader.endHandler(end -> way.end(null));
          reader.handler(this::onItem);
        });
    reader.fetch(credit);
  }

  private void onItem(Object item) {
    SentObjects held = objects.get();
    WireWriter out = new WireWriter(held);
    try {
      codec.write(item, out);
    } catch (ValueException e) {
      release(held);
      reader.cancel();
      way.end(
          failure(Failure.USER_ERROR, "an item cannot be sent to another node: " + e.getMessage()));
      return;
    } catch (CallFailedException e) {
      release(held);
      reader.cancel();
      way.end(e);
      return;
    }
    way.send(sequence++, out.buffer(), held);
  }

  private static void release(@Nullable SentObjects held) {
    if (held != null) {
      held.release();
    }
  }

  private void onFailure(Throwable cause) {
    way.end(
        cause instanceof CallFailedException failure
            ? failure
            : failure(Failure.USER_ERROR, String.valueOf(cause)));
  }

  private static CallFailedException failure(Failure failure, String message) {
    return new CallFailedException(failure, message, true, null, null, null);
  }

  /** The reader takes so many more items. */
  public void onCredit(int items) {
    reader.fetch(items);
  }

  /** The reader takes no more. */
  public void onClosed() {
    reader.cancel();
  }
}
