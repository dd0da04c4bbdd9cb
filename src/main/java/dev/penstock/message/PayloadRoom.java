package dev.penstock.message;

import dev.penstock.store.ObjectStore;
import dev.penstock.store.ObjectWriter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Memory that becomes a content once it is filled: on the heap, in the store, or direct where no
 * store is open. Ends by one of {@link #seal} and {@link #abort}; not thread-safe.
 */
final class PayloadRoom {
  private final ByteBuffer bytes;
  private final byte @Nullable [] heap;
  private final @Nullable ObjectWriter writer;

  private PayloadRoom(ByteBuffer bytes, byte @Nullable [] heap, @Nullable ObjectWriter writer) {
    this.bytes = bytes;
    this.heap = heap;
    this.writer = writer;
  }

  /** Room on the heap. */
  static PayloadRoom onHeap(int size) {
    byte[] heap = new byte[size];
    return new PayloadRoom(ByteBuffer.wrap(heap), heap, null);
  }

  /**
   * Room for a large content, at once or on that context; without waiting.
   *
   * @return fails with STORE_FULL if there is none
   */
  static Future<PayloadRoom> open(int size, ContextInternal context) {
    ObjectStore store = PayloadMemory.store();
    try {
      if (store == null) {
        return context.succeededFuture(new PayloadRoom(PayloadMemory.direct(size), null, null));
      }
      ObjectWriter ready = store.tryCreate(size);
      if (ready != null) {
        return context.succeededFuture(new PayloadRoom(ready.buffer(), null, ready));
      }
      Promise<PayloadRoom> room = context.promise();
      store
          .createAsync(size)
          .whenComplete(
              (made, failure) -> {
                if (failure != null) {
                  room.fail(PayloadMemory.full(failure));
                } else {
                  room.complete(new PayloadRoom(made.buffer(), null, made));
                }
              });
      return room.future();
    } catch (RuntimeException e) {
      return context.failedFuture(PayloadMemory.full(e));
    }
  }

  /** All of the memory; its position is where the next bytes go. */
  ByteBuffer bytes() {
    return bytes;
  }

  /** The content: what stands before the position. */
  Content seal() {
    int length = bytes.position();
    if (writer != null) {
      return new ObjectContent(writer.seal(length));
    }
    if (heap != null) {
      return new HeapContent(length == heap.length ? heap : Arrays.copyOf(heap, length));
    }
    return new DirectContent(
        bytes.slice(0, length).order(ByteOrder.nativeOrder()), PayloadMemory.POISON);
  }

  /** Gives the memory back; nothing after an end. */
  void abort() {
    if (writer != null) {
      writer.abort();
    }
  }
}
