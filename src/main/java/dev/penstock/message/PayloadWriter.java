package dev.penstock.message;

import dev.penstock.Blob;
import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.nio.ByteBuffer;

/**
 * Bytes that become a blob while they arrive: few on the heap, many in the store.
 *
 * <p>Where the length is known room is made once. Otherwise it doubles: what is there is then
 * copied, off the event loop if it is much, and what is left at the end is given back.
 *
 * <p>Confined to its context. While {@code copying}, the old room and the new one are the copying
 * thread's, and an abort takes effect when it is done. Ends by one of {@link #finish} and {@link
 * #abort}.
 */
public final class PayloadWriter {
  /** Bytes whose copy an event loop may well do itself. */
  private static final int LARGE_COPY = 1 << 20;

  private static final int FIRST_HEAP = 4 << 10;
  private static final int THRESHOLDS_IN_FIRST_ROOM = 4;

  private final ContextInternal context;
  private PayloadRoom room = PayloadRoom.onHeap(0);
  private final int total;
  private boolean copying;
  private boolean aborted;

  /**
   * A writer without any room.
   *
   * @param total number of bytes that will come, or -1 if it is unknown
   * @param context where all methods are called
   * @throws CallFailedException STORE_FULL if that is more than any object may have
   */
  public PayloadWriter(long total, ContextInternal context) {
    this.total = checked(total);
    this.context = context;
  }

  /** Whether that many more bytes fit into the room that there is. */
  public boolean fits(int more) {
    return more <= room.bytes().remaining();
  }

  /**
   * Makes room for that many more bytes, and for all that are known to come. Nothing may be
   * appended meanwhile.
   *
   * @return fails with STORE_FULL, or once the writer was aborted
   */
  public Future<Void> makeRoom(int more) {
    try {
      int needed = checked((long) room.bytes().position() + more);
      int threshold = PayloadMemory.threshold();
      int size = Math.max(total, needed);
      if (size < threshold) {
        if (total < 0) {
          size = Math.min(threshold - 1, Math.max(size, Math.max(FIRST_HEAP, doubled())));
        }
        return moved(PayloadRoom.onHeap(size));
      }
      if (total < 0) {
        size = Math.max(size, Math.max(THRESHOLDS_IN_FIRST_ROOM * threshold, doubled()));
      }
      return PayloadRoom.open(size, context).compose(this::moved);
    } catch (RuntimeException e) {
      return context.failedFuture(e);
    }
  }

  private int doubled() {
    return (int) Math.min(Integer.MAX_VALUE, 2L * room.bytes().capacity());
  }

  private static int checked(long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw new CallFailedException(
          Failure.STORE_FULL,
          "an object of " + bytes + " bytes is too large, at most are " + Integer.MAX_VALUE);
    }
    return (int) bytes;
  }

  private Future<Void> moved(PayloadRoom next) {
    if (aborted) {
      next.abort();
      return context.failedFuture(noLonger());
    }
    PayloadRoom old = room;
    ByteBuffer written = old.bytes().duplicate().flip();
    if (written.remaining() <= LARGE_COPY) {
      next.bytes().put(written);
      return swapped(old, next);
    }
    copying = true;
    Promise<Void> moved = context.promise();
    context
        .executeBlocking(() -> next.bytes().put(written), false)
        .onComplete(
            copied -> {
              copying = false;
              if (copied.failed()) {
                next.abort();
                moved.fail(copied.cause());
              } else {
                swapped(old, next).onComplete(moved);
              }
            });
    return moved.future();
  }

  private Future<Void> swapped(PayloadRoom old, PayloadRoom next) {
    old.abort();
    room = next;
    if (aborted) {
      next.abort();
      return context.failedFuture(noLonger());
    }
    return context.succeededFuture();
  }

  private static IllegalStateException noLonger() {
    return new IllegalStateException("nobody wants these bytes any more");
  }

  /** Copies what can be read of that buffer, for which there must be room. */
  public void append(ByteBuf more) {
    ByteBuffer to = room.bytes();
    int length = more.readableBytes();
    int end = to.position() + length;
    to.limit(end);
    try {
      more.getBytes(more.readerIndex(), to);
    } finally {
      to.limit(to.capacity());
    }
  }

  /** The blob, which belongs to that scope. */
  public Blob finish(CallScope scope) {
    return PayloadFactory.made(room.seal(), scope);
  }

  /** Gives the room back at once; nothing after an end. */
  public void abort() {
    aborted = true;
    if (!copying) {
      room.abort();
    }
  }
}
