package dev.penstock.message;

import dev.penstock.CallFailedException;
import io.vertx.core.buffer.Buffer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The near end of a stream that another node sends: puts its items into the link of a reader. Items
 * and their end come on one event loop, and are foreign input.
 */
public final class IncomingItems implements ItemLink.Producer {
  /** Items that may come before the reader has granted any. */
  public static final int FIRST_CREDIT = ItemLink.FIRST_WINDOW;

  private final ItemLink link;
  private final ValueCodec codec;
  private final boolean carries;
  private final IntConsumer onGranted;
  private final Runnable onClosed;
  private long next;

  /**
   * Nothing has come.
   *
   * @param codec of an item
   * @param carries whether items may hold tensors or blobs
   * @param onGranted tells the other node that it may send so many more; any thread
   * @param onClosed tells it that nobody reads any more; any thread
   */
  public IncomingItems(
      ItemLink link, ValueCodec codec, boolean carries, IntConsumer onGranted, Runnable onClosed) {
    this.link = link;
    this.codec = codec;
    this.carries = carries;
    this.onGranted = onGranted;
    this.onClosed = onClosed;
  }

  /** From now on the reader's grants are told. */
  public void start() {
    link.sentBy(this);
  }

  /**
   * An item has come.
   *
   * @throws ValueException if it is none, or nobody has asked for it
   * @throws CallFailedException STALE_OBJECT if a reference in it names no object
   */
  public void onItem(long sequence, Buffer payload) {
    if (sequence != next) {
      throw new ValueException("item " + sequence + " of a stream came in place of " + next);
    }
    next++;
    Cargo cargo = new Cargo();
    WireReader in = new WireReader(payload, cargo);
    Object item;
    try {
      item = codec.read(in);
      in.end();
      if (item == null) {
        throw new ValueException("null is no item");
      }
      if (!link.put(item, carries ? cargo : null)) {
        throw new ValueException("more items of a stream came than were asked for");
      }
    } catch (RuntimeException e) {
      cargo.release();
      throw e;
    }
    link.wake();
  }

  /** The last item has come, or the stream has failed. */
  public void onEnd(@Nullable CallFailedException failure) {
    link.end(failure);
  }

  @Override
  public void onGranted(int items) {
    onGranted.accept(items);
  }

  @Override
  public void onClosed() {
    onClosed.run();
  }
}
