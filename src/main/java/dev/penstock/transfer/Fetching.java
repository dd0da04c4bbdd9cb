package dev.penstock.transfer;

import dev.penstock.message.FetchedObjects;
import dev.penstock.store.ObjectRef;
import dev.penstock.store.StoredObject;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's wish for objects of another node: all or none of them. It ends by the last object, by
 * a failure or by {@link #giveUp}, and holds nothing afterwards that it has not handed over.
 *
 * <p>{@code missing}, {@code fetched} and {@code over} are guarded by the lock of the source.
 */
public final class Fetching {
  private final Promise<FetchedObjects> promise;
  private final Set<ObjectRef> missing;
  private final FetchedObjects fetched = new FetchedObjects();
  private final @Nullable Source source;
  private boolean over;

  Fetching(Collection<ObjectRef> refs, @Nullable Source source) {
    this.missing = new LinkedHashSet<>(refs);
    this.source = source;
    this.promise = source == null ? Promise.promise() : source.promise();
  }

  /**
   * The objects as they are here, which whoever gets them must release, also after {@link #giveUp}.
   * Ends on an event loop. Fails with a {@link dev.penstock.CallFailedException}: STORE_FULL,
   * STALE_OBJECT if one is not there any more, REPLICA_LOST if its node cannot be reached.
   */
  public Future<FetchedObjects> future() {
    return promise.future();
  }

  /** Nobody wants them any more. Any thread; nothing after the end. */
  public void giveUp() {
    if (source != null) {
      source.forget(this);
    }
  }

  /** What is not there yet. */
  Set<ObjectRef> missing() {
    return Set.copyOf(missing);
  }

  /**
   * One of them is there.
   *
   * @param local of which this takes over one hold
   */
  void onObject(ObjectRef ref, StoredObject local) {
    if (over || !missing.remove(ref)) {
      local.release();
      return;
    }
    fetched.add(ref, local);
    endIfComplete();
  }

  /** Begins; there may be nothing to do. */
  void endIfComplete() {
    if (missing.isEmpty() && !over) {
      over = true;
      tell(() -> promise.complete(fetched));
    }
  }

  /** One of them cannot be had. */
  void onFailure(Throwable cause) {
    if (!over) {
      over = true;
      fetched.release();
      tell(() -> promise.fail(cause));
    }
  }

  private void tell(Runnable end) {
    if (source == null) {
      end.run();
    } else {
      source.tell(end);
    }
  }
}
