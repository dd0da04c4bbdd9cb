package dev.penstock.spi;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many items the reader of a stream wants now, by its {@code pause}, {@code resume} and {@code
 * fetch}: at first all of them. Any thread; never more items are taken than were asked for since
 * the last pause.
 */
public final class Demand {
  private static final long ALL = Long.MAX_VALUE;

  private final AtomicLong items = new AtomicLong(ALL);

  /** A reader that is not paused. */
  public Demand() {}

  /** No item is wanted until {@link #add}. */
  public void clear() {
    items.set(0);
  }

  /** So many more are wanted; {@link Long#MAX_VALUE} is all of them. */
  public void add(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("an amount of items cannot be negative: " + amount);
    }
    items.getAndUpdate(now -> now + amount < 0 ? ALL : now + amount);
  }

  /** Whether no item is wanted. */
  public boolean isZero() {
    return items.get() == 0;
  }

  /**
   * Takes one item of what is wanted, which its reader gets now.
   *
   * @return false if none is wanted
   */
  public boolean take() {
    long now = items.get();
    while (now != 0 && now != ALL) {
      long before = items.compareAndExchange(now, now - 1);
      if (before == now) {
        return true;
      }
      now = before;
    }
    return now == ALL;
  }
}
