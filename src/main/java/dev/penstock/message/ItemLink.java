package dev.penstock.message;

import dev.penstock.CallFailedException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The way of a stream's items from producer to reader within a JVM: a ring with one thread at a
 * time at each end, and the end of the stream behind the last item.
 *
 * <p>The producer may send {@link #WINDOW} items at first, then as many as the reader grants after
 * it has taken some, so never more than that are here. Invariants: {@code written} is changed by
 * the producer only and {@code taken} by the reader only; a slot is filled before {@code written}
 * passes it and emptied before {@code taken} does; {@code end} is set once, after the last item.
 * Lock-free.
 */
public final class ItemLink {
  /** Items that may be under way. */
  public static final int WINDOW = 32;

  /** A producer that goes on after it was paused, as those do that notice it late, has so much. */
  private static final int ROOM = 4 * WINDOW;

  private static final VarHandle WRITTEN;
  private static final VarHandle TAKEN;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WRITTEN = lookup.findVarHandle(ItemLink.class, "written", long.class);
      TAKEN = lookup.findVarHandle(ItemLink.class, "taken", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Who sends the items. Called on the reader's thread; must hand on to its own. */
  interface Producer {
    /** The reader takes so many more. */
    void onGranted(int items);

    /** The reader takes no more. */
    void onClosed();
  }

  /** How a stream has ended. */
  private record End(@Nullable CallFailedException failure) {
    static final End NORMAL = new End(null);
  }

  private final @Nullable Object[] items = new @Nullable Object[ROOM];
  private final @Nullable Cargo[] cargos;
  private final Runnable wake;

  @SuppressWarnings("UnusedVariable") // By WRITTEN.
  private long written;

  @SuppressWarnings("UnusedVariable") // By TAKEN.
  private long taken;

  private volatile @Nullable End end;
  private volatile boolean closed;
  private volatile @Nullable Producer producer;

  /**
   * A stream without items so far.
   *
   * @param carries whether items may hold tensors or blobs
   * @param wake tells the reader that there is something for it; any thread, often called in vain
   */
  ItemLink(boolean carries, Runnable wake) {
    this.cargos = new @Nullable Cargo[carries ? ROOM : 0];
    this.wake = wake;
  }

  /** That is who sends the items; told at once if the reader is gone already. */
  void sentBy(Producer sender) {
    producer = sender;
    if (closed) {
      sender.onClosed();
    }
  }

  /**
   * Puts an item into the ring, without waking the reader. The producer.
   *
   * @param cargo the tensors and blobs in it, the reader's from now on; null if there are none
   * @return false if there is no room: the producer does not keep to what was granted
   */
  boolean put(Object item, @Nullable Cargo cargo) {
    long at = (long) WRITTEN.get(this);
    if (at - (long) TAKEN.getAcquire(this) >= ROOM) {
      return false;
    }
    int slot = (int) (at & (ROOM - 1));
    items[slot] = item;
    if (cargo != null) {
      cargos[slot] = cargo;
    }
    WRITTEN.setRelease(this, at + 1);
    return true;
  }

  /** There is something for the reader. The producer, after {@link #put} and holding no lock. */
  void wake() {
    wake.run();
  }

  /** No further item comes. Only the first end counts. Any thread, after the last item. */
  public void end(@Nullable CallFailedException failure) {
    synchronized (this) {
      if (end != null) {
        return;
      }
      end = failure == null ? End.NORMAL : new End(failure);
    }
    wake.run();
  }

  /** Whether there is no item. The reader. */
  boolean isEmpty() {
    return (long) WRITTEN.getAcquire(this) == (long) TAKEN.get(this);
  }

  /** The tensors and blobs of the item that {@link #take} gives next. The reader. */
  @Nullable Cargo takeCargo() {
    if (cargos.length == 0) {
      return null;
    }
    int slot = (int) ((long) TAKEN.get(this) & (ROOM - 1));
    Cargo cargo = cargos[slot];
    cargos[slot] = null;
    return cargo;
  }

  /** The next item, which is there. The reader. */
  Object take() {
    long at = (long) TAKEN.get(this);
    int slot = (int) (at & (ROOM - 1));
    Object item = items[slot];
    items[slot] = null;
    TAKEN.setRelease(this, at + 1);
    if (item == null) {
      throw new IllegalStateException("there is no item");
    }
    return item;
  }

  /** Whether no further item comes; those in the ring are still to be taken. */
  boolean hasEnded() {
    return end != null;
  }

  /** What the stream failed with, if it has ended so. */
  @Nullable CallFailedException failure() {
    End now = end;
    return now == null ? null : now.failure;
  }

  /** Allows the producer so many more items. The reader, holding no lock. */
  void grant(int count) {
    Producer sender = producer;
    if (sender != null) {
      sender.onGranted(count);
    }
  }

  /** Whether the reader takes no more. */
  boolean isClosed() {
    return closed;
  }

  /** The reader takes no more. Any thread, holding no lock. */
  void close() {
    closed = true;
    Producer sender = producer;
    if (sender != null) {
      sender.onClosed();
    }
  }
}
