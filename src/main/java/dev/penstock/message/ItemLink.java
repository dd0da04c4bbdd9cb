package dev.penstock.message;

import dev.penstock.CallFailedException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The way of a stream's items from producer to reader within a JVM: a queue with one thread at a
 * time at each end, and the end of the stream behind the last item.
 *
 * <p>The producer may send {@link #FIRST_WINDOW} items at first, then as many more as the reader
 * grants, so never more than the window of the reader are here. Invariants: {@code last} and the
 * number of items written are changed by the producer only, {@code first} and the other counters by
 * the reader only; a place is filled before the number written passes it; {@code end} is set once,
 * after the last item. Lock-free, but for the end.
 */
public final class ItemLink {
  /** Items that the producer may send before the reader has granted any. */
  public static final int FIRST_WINDOW = 32;

  /** So many more may come from a producer that notices late that it is paused. */
  private static final int SLACK = 128;

  private static final int PART = 64;

  /** Places among the counters, so far apart that none waits for the cache line of another. */
  private static final int WRITTEN = 16;

  private static final int TAKEN = 32;
  private static final int SEEN = 33;
  private static final int GRANTED = 48;
  private static final int PLACES = 64;

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

  private final boolean carries;
  private final Runnable wake;

  /** The producer's end of the queue. */
  private Part last;

  /** The reader's end of the queue. */
  private Part first;

  /** Items that came before {@code first}. */
  private long firstAt;

  /**
   * Items that were written and that were granted in all; items that the reader has taken, and how
   * many have been written as far as it has looked.
   */
  private final AtomicLongArray counters = new AtomicLongArray(PLACES);

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
    this.first = last;
    counters.setPlain(GRANTED, FIRST_WINDOW);
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
    long at = counters.getPlain(WRITTEN);
    if (at - counters.getAcquire(GRANTED) >= SLACK) {
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
    // With a fence behind it: wake() must not look for the reader before the item is to be seen.
    counters.set(WRITTEN, at + 1);
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
    long taken = counters.getPlain(TAKEN);
    if (taken != counters.getPlain(SEEN)) {
      return false;
    }
    long written = counters.getAcquire(WRITTEN);
    counters.setPlain(SEEN, written);
    return taken == written;
  }

  /** Items that were taken so far. The reader. */
  long taken() {
    return counters.getPlain(TAKEN);
  }

  /** Whether there are more items than so many of the first. Any thread. */
  boolean hasMoreThan(long taken) {
    return counters.get(WRITTEN) != taken;
  }

  /**
   * The tensors and blobs of the item that {@link #take} gives next, which is there. The reader.
   */
  @Nullable Cargo takeCargo() {
    if (!carries) {
      return null;
    }
    int place = place(counters.getPlain(TAKEN));
    Cargo cargo = first.cargos[place];
    first.cargos[place] = null;
    return cargo;
  }

  /** The next item, which is there. The reader. */
  Object take() {
    long taken = counters.getPlain(TAKEN);
    int place = place(taken);
    Object item = Objects.requireNonNull(first.items[place]);
    first.items[place] = null;
    counters.setPlain(TAKEN, taken + 1);
    return item;
  }

  /** Where the item stands in {@code first} that comes after so many. */
  private int place(long taken) {
    if (taken - firstAt == PART) {
      first = Objects.requireNonNull(first.next);
      firstAt = taken;
    }
    return (int) (taken - firstAt);
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
    return (int) (counters.getPlain(GRANTED) - counters.getPlain(TAKEN));
  }

  /** Whether everything has come that was granted, so that the producer waits. The reader. */
  boolean isUsedUp() {
    return counters.getPlain(GRANTED) <= counters.getAcquire(WRITTEN);
  }

  /** Notes that so many more items are granted, before {@link #tellGranted}. The reader. */
  void grant(int count) {
    counters.setRelease(GRANTED, counters.getPlain(GRANTED) + count);
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
