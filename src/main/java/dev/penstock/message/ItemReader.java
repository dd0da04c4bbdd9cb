package dev.penstock.message;

import dev.penstock.CallFailedException;
import dev.penstock.ItemStream;
import dev.penstock.spi.Demand;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream as its reader sees it: gives the items of a link to the reader's handlers, on the
 * reader's context.
 *
 * <p>Methods may be called from any thread. {@code scheduled} is true while somebody delivers or is
 * about to, so that handlers are called one at a time and in order; who has set it owns the reading
 * end of the link and its window. Fields that are not final change under the lock of this object,
 * which is never held while calling out, nor for an item: what is volatile is read without it.
 */
public final class ItemReader<T> implements ItemStream<T> {
  private static final Logger LOG = LoggerFactory.getLogger(ItemStream.class);

  /** Items in a row, after which the thread is left to others for a moment. */
  private static final int IN_A_ROW = 256;

  private final ItemLink link;
  private final @Nullable CallScope scope;
  private final @Nullable ItemWatch watch;
  private final ItemWindow window;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private @Nullable ContextInternal home;
  private @Nullable SocketLeases leases;
  private final Demand demand = new Demand();
  private volatile @Nullable Handler<T> handler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> exceptionHandler;
  private boolean wasRead;
  private volatile @Nullable CallFailedException aborted;
  private volatile boolean over;

  /** The watch was told so. Of who has set {@code scheduled}. */
  private boolean done;

  /** The next one of the same call; owned by its {@link Cargo}. */
  @Nullable ItemReader<?> next;

  /**
   * A stream without items so far.
   *
   * @param carries whether items may hold tensors or blobs
   * @param home where handlers are called; null for the context that sets the first one
   * @param scope the call that reads it; null for the one that is current where handlers are called
   */
  public ItemReader(
      boolean carries,
      @Nullable ContextInternal home,
      @Nullable CallScope scope,
      @Nullable ItemWatch watch) {
    this.link = new ItemLink(carries, () -> wake(false));
    this.window = new ItemWindow(link);
    this.home = home;
    this.scope = scope;
    this.watch = watch;
  }

  /** Where its items come from. */
  public ItemLink link() {
    return link;
  }

  @Override
  public ReadStream<T> handler(@Nullable Handler<T> reader) {
    boolean unread;
    synchronized (this) {
      handler = reader;
      unread = reader == null && wasRead && !demand.isZero();
      if (reader != null) {
        wasRead = true;
        settle();
      }
    }
    if (unread) {
      cancel();
    } else {
      wake(true);
    }
    return this;
  }

  /** The context that reads is that of the first handler, unless it is known. */
  private void settle() {
    if (home == null) {
      home = ContextInternal.current();
    }
  }

  @Override
  public ReadStream<T> endHandler(@Nullable Handler<Void> onEnd) {
    synchronized (this) {
      endHandler = onEnd;
      settle();
    }
    wake(true);
    return this;
  }

  @Override
  public ReadStream<T> exceptionHandler(@Nullable Handler<Throwable> onFailure) {
    synchronized (this) {
      exceptionHandler = onFailure;
      settle();
    }
    wake(true);
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
    boolean unread;
    synchronized (this) {
      demand.add(amount);
      // As a pipe does whose destination has failed: nobody will read what comes.
      unread = handler == null && wasRead && amount > 0;
    }
    if (unread) {
      cancel();
    } else {
      wake(false);
    }
    return this;
  }

  /** Whether its reader wants no item for now. Any thread. */
  public boolean isPaused() {
    return demand.isZero();
  }

  @Override
  public void cancel() {
    if (close() && watch != null) {
      watch.onCancelled();
    }
  }

  /**
   * Ends the stream without a word to its reader, who had to read it before now.
   *
   * @return false if it was over already
   */
  boolean close() {
    synchronized (this) {
      if (over) {
        return false;
      }
      over = true;
    }
    link.close();
    wake(false);
    return true;
  }

  /** Fails the stream at once: the items that were not taken yet are dropped. Any thread. */
  public void abort(CallFailedException failure) {
    synchronized (this) {
      if (over || aborted != null) {
        return;
      }
      aborted = failure;
    }
    link.close();
    wake(false);
  }

  /**
   * Something has changed: delivers what can be delivered now, on the reader's context.
   *
   * @param later in a task of its own: who sets a handler may be about to set the others
   */
  private void wake(boolean later) {
    if (scheduled.get() || !scheduled.compareAndSet(false, true)) {
      return;
    }
    run(later);
  }

  private void run(boolean later) {
    ContextInternal context;
    synchronized (this) {
      context = home;
    }
    if (context == null) {
      deliver();
      return;
    }
    try {
      if (later) {
        context.runOnContext(go -> deliver());
      } else {
        context.emit(go -> deliver());
      }
    } catch (RejectedExecutionException e) {
      LOG.debug("a stream has no reader: its event loop has ended", e);
    }
  }

  private void deliver() {
    long taken;
    do {
      int count = 0;
      while (deliverNext()) {
        if (++count == IN_A_ROW) {
          tellTaken();
          run(true);
          return;
        }
      }
      if (count > 0) {
        tellTaken();
      }
      tellDone();
      taken = link.taken();
      scheduled.set(false);
    } while (isReady(taken) && scheduled.compareAndSet(false, true));
  }

  private void tellTaken() {
    if (watch != null) {
      watch.onTaken();
    }
  }

  private void tellDone() {
    if (watch != null && !done && (over || aborted != null || isEndUnheard())) {
      done = true;
      watch.onDone();
    }
  }

  /** Whether the end has come for a reader that has no handler for it. */
  private synchronized boolean isEndUnheard() {
    return wasRead
        && link.hasEnded()
        && link.isEmpty()
        && (link.failure() == null ? endHandler : exceptionHandler) == null;
  }

  /** Whether there is something to deliver, when so many items have been taken. */
  private boolean isReady(long taken) {
    boolean ended = link.hasEnded();
    boolean empty = !link.hasMoreThan(taken);
    if (over || aborted != null) {
      return !empty || (!over && takesEnd());
    }
    return empty ? (ended && takesEnd()) : (handler != null && !demand.isZero());
  }

  /**
   * Whether the end can be told, for which its handler may still have to be set: a failure at once,
   * the normal end where an item might be.
   */
  private synchronized boolean takesEnd() {
    boolean failed = aborted != null || link.failure() != null;
    return failed ? exceptionHandler != null : (endHandler != null && !demand.isZero());
  }

  /** Calls one handler; false if there is nothing to call one with. */
  private boolean deliverNext() {
    Handler<T> reader = handler;
    if (over || aborted != null || link.isEmpty()) {
      deliverEnd();
      return false;
    }
    if (reader == null || !demand.take()) {
      return false;
    }
    Cargo cargo = link.takeCargo();
    Object item = link.take();
    int granted = window.onTaken(item);
    give(item, cargo, reader);
    if (granted > 0) {
      link.tellGranted(granted);
    }
    return true;
  }

  /** No item is to be delivered: tells the end if that has come, and was not told yet. */
  private void deliverEnd() {
    if (over || aborted != null) {
      // Also where nobody hears of a failure: nobody else would close what they hold.
      dropItems();
    } else if (!link.hasEnded()) {
      if (handler != null && !demand.isZero()) {
        window.onEmpty();
      }
      return;
    } else if (!link.isEmpty()) {
      // It has come meanwhile with items before it, for which isReady() looks.
      return;
    }
    CallFailedException failure;
    Handler<Void> onEnd;
    Handler<Throwable> onFailure;
    synchronized (this) {
      if (over || !takesEnd()) {
        return;
      }
      over = true;
      failure = aborted == null ? link.failure() : aborted;
      onEnd = endHandler;
      onFailure = exceptionHandler;
    }
    try {
      if (failure == null) {
        if (onEnd != null) {
          onEnd.handle(null);
        }
      } else if (onFailure != null) {
        onFailure.handle(failure);
      }
    } catch (Throwable thrown) {
      report(thrown);
    }
  }

  private void dropItems() {
    while (!link.isEmpty()) {
      Cargo cargo = link.takeCargo();
      link.take();
      if (cargo != null) {
        cargo.release();
      }
    }
  }

  @SuppressWarnings("unchecked") // The codec of the contract has made it.
  private void give(Object item, @Nullable Cargo cargo, Handler<T> reader) {
    try {
      if (cargo == null || cargo.isEmpty()) {
        reader.handle((T) item);
      } else {
        CallScope own = itemScope();
        CurrentCall.run(
            own,
            () -> {
              cargo.deliverTo(own);
              reader.handle((T) item);
            });
      }
    } catch (Throwable thrown) {
      report(thrown);
    }
  }

  /** The scope of one item: its tensors and blobs are closed when its handling has ended. */
  private CallScope itemScope() {
    CallScope reading = scope == null ? CurrentCall.get() : scope;
    synchronized (this) {
      if (leases == null) {
        leases = new SocketLeases();
      }
      return reading.item(leases);
    }
  }

  /** User code has thrown: as with any stream of Vert.x, the others go on. */
  private void report(Throwable thrown) {
    ContextInternal context = ContextInternal.current();
    if (context != null) {
      context.reportException(thrown);
    } else {
      LOG.error("a handler of a stream failed", thrown);
    }
  }

  @Override
  public String toString() {
    return "stream of " + (scope == null ? "a call" : scope.requestId());
  }
}
