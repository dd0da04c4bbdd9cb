package dev.penstock.message;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.ItemStream;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the items of a stream of user code, as its reader wants them: each is copied as a result or
 * argument is, and no further one is asked for before the reader has granted it.
 *
 * <p>{@code stopped} is set once, under the lock of this object, which is never held while calling
 * out. Items that hold tensors or blobs are put into the link under it too: no item comes behind
 * the close, where nobody would release it. The writing end of the link is owned by the source,
 * which gives its items one at a time.
 */
public final class ItemPump<T> implements ItemLink.Producer {
  private static final Logger LOG = LoggerFactory.getLogger(ItemStream.class);

  /** Who owns the stream. Told of one end, once. */
  public interface Owner {
    /** Runs what asks the source for more: user code, which may block on a worker thread. */
    default void ask(Runnable fetch) {
      fetch.run();
    }

    /** The reader has taken items and wants more, which the source is asked for now. */
    default void onWanted() {}

    /** An item is on its way. */
    void onItem();

    /** The last item is on its way. */
    void onEnd();

    /** The stream has failed: with what user code did, or because an item cannot be sent. */
    void onFailure(Throwable cause);

    /** The reader wants no more, and the source was told. */
    void onClosed();
  }

  private final ReadStream<T> source;
  private final ValueCodec codec;
  private final boolean carries;
  private final ItemLink link;
  private final @Nullable ContextInternal context;
  private final Owner owner;
  private volatile boolean stopped;

  /**
   * Asks for nothing yet.
   *
   * @param codec copies items
   * @param carries whether items may hold tensors or blobs
   * @param context where the source is asked for more; null for wherever its reader is
   */
  public ItemPump(
      ReadStream<T> source,
      ValueCodec codec,
      boolean carries,
      ItemLink link,
      @Nullable ContextInternal context,
      Owner owner) {
    this.source = source;
    this.codec = codec;
    this.carries = carries;
    this.link = link;
    this.context = context;
    this.owner = owner;
  }

  /** Begins to read the source. */
  public void start() {
    try {
      source.pause();
      source.exceptionHandler(this::onFailure);
      source.endHandler(end -> onEnd());
      source.handler(this::onItem);
      link.sentBy(this);
      owner.ask(() -> source.fetch(ItemLink.FIRST_WINDOW));
    } catch (Throwable thrown) {
      // User code, or a stream of Vert.x that has ended: who reads it must hear of it.
      onFailure(thrown);
    }
  }

  private void onItem(T item) {
    Cargo cargo = carries ? new Cargo() : null;
    Object copy;
    try {
      copy = codec.copy(item, cargo == null ? Cargo.NONE : cargo);
      if (copy == null) {
        throw new ValueException("null is no item");
      }
    } catch (Throwable thrown) {
      release(cargo);
      onFailure(thrown);
      return;
    }
    if (stopped) {
      release(cargo);
    } else if (cargo == null ? link.put(copy, null) : put(copy, cargo)) {
      owner.onItem();
      link.wake();
    } else {
      onFailure(
          new IllegalStateException(
              source.getClass().getName()
                  + " goes on giving items while it is paused: a stream must keep to pause() and"
                  + " fetch(n)"));
    }
  }

  /**
   * Puts an item into the link that somebody has to release; behind the close, releases it.
   *
   * @return false if the link refuses it
   */
  private boolean put(Object item, Cargo cargo) {
    boolean sent = true;
    synchronized (this) {
      if (!stopped) {
        sent = link.put(item, cargo);
        if (sent) {
          return true;
        }
      }
    }
    cargo.release();
    return sent;
  }

  private static void release(@Nullable Cargo cargo) {
    if (cargo != null) {
      cargo.release();
    }
  }

  /** Whether this call is the one that stops it. */
  private synchronized boolean stop() {
    boolean first = !stopped;
    stopped = true;
    return first;
  }

  private void onEnd() {
    if (stop()) {
      owner.onEnd();
    }
  }

  private void onFailure(Throwable cause) {
    if (stop()) {
      cancelSource();
      owner.onFailure(cause);
    }
  }

  private void cancelSource() {
    try {
      ItemStream.cancel(source);
    } catch (Throwable thrown) {
      LOG.debug("a stream could not be cancelled", thrown);
    }
  }

  @Override
  public void onGranted(int items) {
    run(
        () -> {
          try {
            owner.onWanted();
            owner.ask(() -> source.fetch(items));
          } catch (Throwable thrown) {
            onFailure(thrown);
          }
        });
  }

  @Override
  public void onClosed() {
    if (stop()) {
      run(
          () -> {
            cancelSource();
            owner.onClosed();
          });
    }
  }

  private void run(Runnable task) {
    if (context == null) {
      task.run();
      return;
    }
    try {
      context.emit(go -> task.run());
    } catch (RejectedExecutionException e) {
      LOG.debug("a stream has no producer: its event loop has ended", e);
    }
  }

  /** What the reader of an argument is told when the stream of its caller has failed. */
  static CallFailedException failureOfArgument(Throwable cause) {
    return cause instanceof CallFailedException failure
        ? failure
        : new CallFailedException(
            cause instanceof ValueException ? Failure.BAD_ARGUMENT : Failure.USER_ERROR,
            "the stream that was passed as an argument failed: " + cause,
            true,
            null,
            null,
            null);
  }
}
