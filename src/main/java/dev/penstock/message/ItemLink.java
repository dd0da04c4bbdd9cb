package dev.penstock.message;

import dev.penstock.CallFailedException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way of a stream's items from producer to reader within a JVM: a queue with one thread at a
 * time at each end, and the end of the stream behind the last item.
 *
 * <p>The producer may send {@link #FIRST_WINDOW} items at first, then as many more as the reader
 * grants, so never more than the window of the reader are here. Invariants: {@code written} is
 * changed by the producer only, {@code head} and {@code granted} by the reader only; a place is
 * filled before {@code written} passes it; {@code end} is set once, after the last item. Lock-free,
 * but for the end.
 */
public final class ItemLink {
  /** Items that the producer may send before the reader has granted any. */
  public static final int FIRST_WINDOW = 32;

  /** So many more may come from a producer that notices late that it is paused. */
  private static final int SLACK = 128;

  private static final int PART = 64;

  private static final VarHandle WRITTEN;

  static {
    try {
      WRITTEN = MethodHandles.lookup().findVarHandle(ItemLink.class, "written", long.class);
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

  /** A part of the queue: written by the producer, then read and emptied by the reader. */
  private static final class Part {
    final @Nullable Object[] items = new @Nullable Object[PART];
    final @Nullable Cargo[] cargos;
    @Nullable Part next;

    Part(boolean carries) {
      cargos = new @Nullable Cargo[carries ? PART : 0];
    }
  }

  /** The reader's end of the queue. */
  private static final class Head {
    private Part part;

    /** Of the next item in {@code part}. */
    private int place;

    private long taken;

    /** So many have been written as far as the reader has looked. */
    private long seen;

    Head(Part part) {
      this.part = part;
    }
  }

  private final boolean carries;
  private final Runnable wake;

  /** The producer's end of the queue. */
  private Part last;

  @SuppressWarnings("UnusedVariable") // By WRITTEN.
  private long written;

  /** Apart from what the producer writes, or each would wait for the other's cache. */
  private final Head head;

  private volatile long granted = FIRST_WINDOW;
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
    this.carries = carries;
    this.wake = wake;
    this.last = new Part(carries);
    this.head = new Head(last);
  }

  /** That is who sends the items; told at once if the reader is gone already. */
  void sentBy(Producer sender) {
    producer = sender;
    if (closed) {
      sender.onClosed();
    }
  }

  /**
   * Puts an item into the queue, without waking the reader. The producer.
   *
   * @param cargo the tensors and blobs in it, the reader's from now on; null if there are none
   * @return false if it is far more than was granted: the producer does not keep to that
   */
  boolean put(Object item, @Nullable Cargo cargo) {
    long at = (long) WRITTEN.get(this);
    if (at - granted >= SLACK) {
      return false;
    }
    int free = (int) (at % PART);
    if (free == 0 && at > 0) {
      Part next = new Part(carries);
      last.next = next;
      last = next;
    }
    last.items[free] = item;
    if (cargo != null) {
      last.cargos[free] = cargo;
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
    if (head.taken == head.seen) {
      head.seen = (long) WRITTEN.getAcquire(this);
    }
    return head.taken == head.seen;
  }

  /**
   * The tensors and blobs of the item that {@link #take} gives next, which is there. The reader.
   */
  @Nullable Cargo takeCargo() {
    if (!carries) {
      return null;
    }
    moveOn();
    Cargo cargo = head.part.cargos[head.place];
    head.part.cargos[head.place] = null;
    return cargo;
  }

  /** The next item, which is there. The reader. */
  Object take() {
    moveOn();
    Object item = Objects.requireNonNull(head.part.items[head.place]);
    head.part.items[head.place] = null;
    head.place++;
    head.taken++;
    return item;
  }

  private void moveOn() {
    if (head.place == PART) {
      head.part = Objects.requireNonNull(head.part.next);
      head.place = 0;
    }
  }

  /** Whether no further item comes; those that are here are still to be taken. */
  boolean hasEnded() {
    return end != null;
  }

  /** What the stream failed with, if it has ended so. */
  @Nullable CallFailedException failure() {
    End now = end;
    return now == null ? null : now.failure;
  }

  /** Items that were granted and not taken yet: they are here, or may come. The reader. */
  int outstanding() {
    return (int) (granted - head.taken);
  }

  /** Whether everything has come that was granted, so that the producer waits. The reader. */
  boolean isUsedUp() {
    return granted <= (long) WRITTEN.getAcquire(this);
  }

  /** Notes that so many more items are granted, before {@link #tellGranted}. The reader. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // The reader alone changes it.
  void grant(int count) {
    granted += count;
  }

  /** Allows the producer so many more items. The reader, holding no lock. */
  void tellGranted(int count) {
    Producer sender = producer;
    if (sender != null) {
      sender.onGranted(count);
    }
  }

  /** Whether the reader takes no more. Any thread. */
  public boolean isClosed() {
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
