package dev.penstock.batch;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Learns how items follow one another. What is likely to come next depends on what has happened
 * last (an item after a silence, another item, the end of a batch), on whether other calls of the
 * replica are on their way, and on how many items wait already: callers who wait for their answers
 * send nothing. Each combination is learned by itself. Not thread-safe.
 */
final class Arrivals {
  private static final int KINDS = 3;
  private static final int SIZES = 24;

  /** The last thing that may bring another item. */
  private enum Event {
    ITEM_AFTER_SILENCE(0),
    ITEM(1),
    END_OF_BATCH(2);

    private final int kind;

    Event(int kind) {
      this.kind = kind;
    }
  }

  /** By event, calls on their way, and number of items; the last of each row is for all numbers. */
  private final @Nullable NextArrival[] learned =
      new @Nullable NextArrival[KINDS * 2 * (SIZES + 1)];

  /** What was seen last of the items of one group. Belongs to the {@link Arrivals}. */
  static final class Trace {
    private boolean any;
    private long itemNanos;
    private Event event = Event.ITEM_AFTER_SILENCE;
    private boolean coming;
    private int size;
    private boolean ended;
    private long firstEndNanos;
    private long lastEndNanos;
    private boolean comingAtEnd;
    private int sizeAtEnd;
  }

  /**
   * An item has come.
   *
   * @param coming whether other calls are on their way
   * @param size how many items wait now
   * @param silenceNanos after that long without anything, nothing was to be expected
   */
  void onItem(Trace trace, long nowNanos, boolean coming, int size, double silenceNanos) {
    boolean silence = true;
    if (trace.any) {
      silence = nowNanos - lastNanos(trace) > (long) silenceNanos;
      if (!trace.ended || nowNanos - trace.firstEndNanos < 0) {
        each(trace.event, trace.coming, trace.size, one -> one.came(nowNanos - trace.itemNanos));
      } else {
        endOfWait(trace, trace.firstEndNanos);
        each(
            Event.END_OF_BATCH,
            trace.comingAtEnd,
            trace.sizeAtEnd,
            one -> one.came(nowNanos - trace.lastEndNanos));
      }
    }
    trace.any = true;
    trace.event = silence ? Event.ITEM_AFTER_SILENCE : Event.ITEM;
    trace.itemNanos = nowNanos;
    trace.coming = coming;
    trace.size = size;
    trace.ended = false;
  }

  /** A batch has ended, which makes callers send new items. */
  void onEnd(Trace trace, long nowNanos, boolean coming, int size) {
    if (!trace.ended) {
      trace.ended = true;
      trace.firstEndNanos = nowNanos;
    }
    trace.lastEndNanos = nowNanos;
    trace.comingAtEnd = coming;
    trace.sizeAtEnd = size;
  }

  /** Nobody looks for the next item any more. */
  void onForgotten(Trace trace, long nowNanos) {
    endOfWait(trace, trace.ended ? trace.firstEndNanos : nowNanos);
  }

  private void endOfWait(Trace trace, long nowNanos) {
    each(trace.event, trace.coming, trace.size, one -> one.cut(nowNanos - trace.itemNanos));
  }

  /** When something was seen last. */
  static long lastNanos(Trace trace) {
    return trace.ended && trace.lastEndNanos - trace.itemNanos > 0
        ? trace.lastEndNanos
        : trace.itemNanos;
  }

  /** Until when to wait for one more item if that is worth so many nanoseconds; or a past time. */
  long worthUntil(Trace trace, long nowNanos, double gain) {
    NextArrival next =
        trace.ended
            ? known(Event.END_OF_BATCH, trace.comingAtEnd, trace.sizeAtEnd)
            : known(trace.event, trace.coming, trace.size);
    long last = lastNanos(trace);
    return next == null
        ? nowNanos
        : last + (long) next.worthUntil((double) Math.max(0, nowNanos - last), gain);
  }

  private @Nullable NextArrival known(Event event, boolean coming, int size) {
    int row = row(event, coming);
    NextArrival exact = learned[row + column(size)];
    if (exact != null && exact.isKnown()) {
      return exact;
    }
    NextArrival all = learned[row + SIZES];
    return all != null && all.isKnown() ? all : null;
  }

  private void each(Event event, boolean coming, int size, Consumer<NextArrival> tell) {
    int row = row(event, coming);
    tell.accept(at(row + column(size)));
    tell.accept(at(row + SIZES));
  }

  private NextArrival at(int index) {
    NextArrival one = learned[index];
    if (one == null) {
      one = new NextArrival();
      learned[index] = one;
    }
    return one;
  }

  private static int row(Event event, boolean coming) {
    return (event.kind * 2 + (coming ? 1 : 0)) * (SIZES + 1);
  }

  /** One column for each number up to four, then two for each power of two. */
  private static int column(int size) {
    if (size < 4) {
      return size;
    }
    int power = 31 - Integer.numberOfLeadingZeros(size);
    return Math.min(SIZES - 1, 2 * power + (size >>> (power - 1) & 1));
  }
}
