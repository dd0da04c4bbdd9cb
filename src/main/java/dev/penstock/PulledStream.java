package dev.penstock;

import dev.penstock.spi.Demand;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream that asks for its next item when its reader wants one.
 *
 * <p>Items are asked for by whoever has set {@code pulling}, one at a time, for as long as some are
 * wanted. Who has set it and finds the stream {@code over} closes the source, and keeps it set.
 * What tells the end, once, is guarded by this object, which is never locked while calling out, nor
 * for an item. The reader is called where the item came from.
 */
final class PulledStream<T> implements ItemStream<T> {
  private static final Logger LOG = LoggerFactory.getLogger(ItemStream.class);

  /** Items that are there at once, after which the thread is left to others for a moment. */
  private static final int IN_A_ROW = 256;

  private final Supplier<Future<@Nullable T>> next;
  private final @Nullable Iterator<T> items;
  private final Runnable start;
  private final AutoCloseable source;
  private final Demand demand = new Demand();
  private final AtomicBoolean pulling = new AtomicBoolean();
  private volatile @Nullable Handler<T> handler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> exceptionHandler;
  private volatile boolean over;
  private boolean closed;

  /** It has ended, or failed, and there was no handler for that yet. */
  private boolean endIsUntold;

  private @Nullable Throwable untold;

  /**
   * Nothing is asked for yet.
   *
   * @param next gives the next item, or null at the end
   * @param start called when an item was asked for that is not there, and its coming is awaited
   * @param source closed after the last item, and at a failure or cancellation
   */
  PulledStream(Supplier<Future<@Nullable T>> next, Runnable start, AutoCloseable source) {
    this.next = next;
    this.items = null;
    this.start = start;
    this.source = source;
  }

  /** Of the items of an iterator, which are there at once. */
  PulledStream(Iterator<T> items) {
    this.next = () -> Future.succeededFuture();
    this.items = items;
    this.start = () -> {};
    this.source = items instanceof AutoCloseable closeable ? closeable : () -> {};
  }

  /** Items come in a task of their own: who sets this handler may be about to set the others. */
  @Override
  public ReadStream<T> handler(@Nullable Handler<T> reader) {
    handler = reader;
    Context context = Vertx.currentContext();
    if (context == null) {
      pull();
    } else if (reader != null) {
      context.runOnContext(go -> pull());
    }
    return this;
  }

  @Override
  public ReadStream<T> endHandler(@Nullable Handler<Void> onEnd) {
    synchronized (this) {
      endHandler = onEnd;
      if (onEnd == null || !endIsUntold) {
        return this;
      }
      endIsUntold = false;
    }
    onEnd.handle(null);
    return this;
  }

  @Override
  public ReadStream<T> exceptionHandler(@Nullable Handler<Throwable> onFailure) {
    Throwable failure;
    synchronized (this) {
      exceptionHandler = onFailure;
      failure = untold;
      if (onFailure == null || failure == null) {
        return this;
      }
      untold = null;
    }
    onFailure.handle(failure);
    return this;
  }

  @Override
  public ReadStream<T> pause() {
    demand.clear();
    return this;
  }

  @Override
  public ReadStream<T> resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ReadStream<T> fetch(long amount) {
    demand.add(amount);
    pull();
    return this;
  }

  @Override
  public void cancel() {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
    }
    // Or it is closed by who pulls, when what was asked for has come.
    if (pulling.compareAndSet(false, true)) {
      closeSource();
    }
  }

  /** Takes it on to ask for items, if some are wanted and nobody does. */
  private void pull() {
    if (isWanted() && pulling.compareAndSet(false, true)) {
      goOn();
    }
  }

  /** Whether there is something to do for who pulls. */
  private boolean isWanted() {
    return over || (handler != null && !demand.isZero());
  }

  /** Takes it on to ask for one item that is wanted; lets go of {@code pulling} if none is. */
  private boolean claims() {
    do {
      if (over) {
        closeSource();
        return false;
      }
      if (handler != null && demand.take()) {
        return true;
      }
      pulling.set(false);
    } while (isWanted() && pulling.compareAndSet(false, true));
    return false;
  }

  /** The handler of an item has thrown: nothing is asked for until somebody fetches. */
  private void letGo() {
    pulling.set(false);
    if (over && pulling.compareAndSet(false, true)) {
      closeSource();
    }
  }

  /** Asks for one item after the other, for who has set {@code pulling}. */
  private void goOn() {
    for (int row = 0; (row != IN_A_ROW || !pullsLater()) && claims(); row++) {
      Future<@Nullable T> asked = null;
      T item = null;
      try {
        if (items == null) {
          asked = next.get();
        } else if (items.hasNext()) {
          item = Objects.requireNonNull(items.next(), "the iterator gave null as an item");
        }
      } catch (Throwable thrown) {
        // User code: whatever it is, the reader waits for the end.
        fail(thrown);
        return;
      }
      if (asked != null && !asked.isComplete()) {
        asked.onComplete(
            (came, failure) -> {
              if (take(came, failure)) {
                goOn();
              }
            });
        start();
        return;
      }
      if (!(asked == null ? take(item, null) : take(asked.result(), asked.cause()))) {
        return;
      }
    }
  }

  private void start() {
    try {
      start.run();
    } catch (Throwable thrown) {
      fail(thrown);
    }
  }

  /** Goes on in a task of its own; false where there is no context for one. */
  private boolean pullsLater() {
    Context context = Vertx.currentContext();
    if (context == null) {
      return false;
    }
    context.runOnContext(go -> goOn());
    return true;
  }

  /**
   * What was asked for is there.
   *
   * @return whether it was an item, and not the end
   */
  private boolean take(@Nullable T item, @Nullable Throwable failure) {
    if (failure != null || item == null) {
      if (failure == null) {
        end();
      } else {
        fail(failure);
      }
      return false;
    }
    Handler<T> reader = over ? null : handler;
    boolean handled = false;
    try {
      if (reader != null) {
        reader.handle(item);
      }
      handled = true;
    } finally {
      if (!handled) {
        letGo();
      }
    }
    return true;
  }

  private void end() {
    Handler<Void> onEnd;
    synchronized (this) {
      onEnd = over ? null : endHandler;
      endIsUntold = !over && onEnd == null;
      over = true;
    }
    closeSource();
    if (onEnd != null) {
      onEnd.handle(null);
    }
  }

  private void fail(Throwable cause) {
    Handler<Throwable> onFailure;
    boolean cancelled;
    synchronized (this) {
      cancelled = over;
      onFailure = exceptionHandler;
      untold = cancelled || onFailure != null ? null : cause;
      over = true;
    }
    closeSource();
    if (cancelled) {
      LOG.debug("a stream failed after it was cancelled", cause);
    } else if (onFailure != null) {
      onFailure.handle(cause);
    } else {
      LOG.warn("a stream failed, and its reader has no exceptionHandler", cause);
    }
  }

  private void closeSource() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    try {
      source.close();
    } catch (Exception e) {
      LOG.warn("the source of a stream could not be closed", e);
    }
  }
}
