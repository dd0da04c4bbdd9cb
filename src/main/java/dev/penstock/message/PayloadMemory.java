package dev.penstock.message;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.store.ObjectRef;
import dev.penstock.store.ObjectStore;
import dev.penstock.store.ObjectWriter;
import dev.penstock.store.StaleObjectException;
import dev.penstock.store.StoreFullException;
import dev.penstock.store.StoreSettings;
import dev.penstock.store.StoreStatus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the contents of this JVM are made: small ones on the heap, large ones in the object store,
 * and in direct memory while none is open. There is one store in a JVM, which the nodes in it
 * share. {@code opened} is guarded by the class, and read without. Thread-safe.
 */
public final class PayloadMemory {
  private static final Logger LOG = LoggerFactory.getLogger(PayloadMemory.class);

  /** From how many bytes on payloads are large, where nothing else is configured. */
  public static final int DEFAULT_THRESHOLD = 64 << 10;

  private static final byte[] ZEROS = new byte[16 << 10];
  static final boolean POISON = Boolean.getBoolean("penstock.store.poison");

  /** Those that were warned that they wait on an event loop. */
  private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

  private static volatile @Nullable Opened opened;

  private record Opened(ObjectStore store, StoreSettings settings, int threshold, int nodes) {}

  private PayloadMemory() {}

  /**
   * Opens the store, or shares the one that is open. Blocks: files are written. {@link #close} must
   * follow if it returns.
   *
   * @throws dev.penstock.store.StoreException with advice, if it cannot be opened
   */
  public static synchronized void open(StoreSettings settings, int threshold) {
    Opened now = opened;
    if (now == null) {
      opened = new Opened(ObjectStore.open(settings), settings, threshold, 1);
      return;
    }
    if (!now.settings.directory().equals(settings.directory()) || now.threshold != threshold) {
      LOG.warn(
          "this JVM has a store in {} already, and only one: the settings in store do not count",
          now.settings.directory());
    }
    opened = new Opened(now.store, now.settings, now.threshold, now.nodes + 1);
  }

  /** One node less; the last one closes the store. Blocks. */
  public static synchronized void close() {
    Opened now = opened;
    if (now == null) {
      return;
    }
    if (now.nodes > 1) {
      opened = new Opened(now.store, now.settings, now.threshold, now.nodes - 1);
    } else {
      opened = null;
      Leases.track(false);
      now.store.close();
    }
  }

  /** What is in the store, if one is open. */
  public static Optional<StoreStatus> status() {
    Opened now = opened;
    return now == null ? Optional.empty() : Optional.of(now.store.status());
  }

  /** From how many bytes on payloads are large. */
  static int threshold() {
    Opened now = opened;
    return now == null ? DEFAULT_THRESHOLD : now.threshold;
  }

  /** Whether a store is open. */
  static boolean hasStore() {
    return opened != null;
  }

  /** The store, if one is open. */
  static @Nullable ObjectStore store() {
    Opened now = opened;
    return now == null ? null : now.store;
  }

  /**
   * The store of this JVM, for what moves objects between hosts.
   *
   * @throws IllegalStateException if none is open
   */
  public static ObjectStore openStore() {
    Opened now = opened;
    if (now == null) {
      throw new IllegalStateException("this process has no object store open");
    }
    return now.store;
  }

  /**
   * The object of a reference that came from elsewhere, with one hold.
   *
   * @throws CallFailedException STALE_OBJECT if there is none
   */
  static ObjectContent acquire(ObjectRef ref) {
    Opened now = opened;
    if (now == null) {
      throw stale("object " + ref + " is not there: this process has no store open");
    }
    try {
      return ObjectContent.received(now.store.acquire(ref));
    } catch (StaleObjectException e) {
      throw stale(String.valueOf(e.getMessage()));
    }
  }

  private static CallFailedException stale(String why) {
    return new CallFailedException(Failure.STALE_OBJECT, why);
  }

  /**
   * A content that {@code fill} writes in place, with one hold. Waits if the store must grow first.
   *
   * @throws CallFailedException STORE_FULL if there is no room
   */
  static Content make(long size, boolean zeroed, Consumer<ByteBuffer> fill) {
    int bytes = checked(size);
    Opened now = opened;
    if (bytes < threshold() || now == null) {
      return outside(bytes, fill);
    }
    return filled(writer(now.store, bytes), zeroed, fill);
  }

  /** As {@link #make}, without waiting; {@code fill} runs on the caller's context. */
  static Future<Content> makeAsync(long size, boolean zeroed, Consumer<ByteBuffer> fill) {
    ContextInternal context = ContextInternal.current();
    try {
      int bytes = checked(size);
      Opened now = opened;
      if (context == null || bytes < threshold() || now == null) {
        return Future.succeededFuture(make(size, zeroed, fill));
      }
      ObjectWriter ready = now.store.tryCreate(bytes);
      if (ready != null) {
        return context.succeededFuture(filled(ready, zeroed, fill));
      }
      Promise<ObjectWriter> room = context.promise();
      now.store
          .createAsync(bytes)
          .whenComplete(
              (writer, failure) -> {
                if (failure == null) {
                  room.complete(writer);
                } else {
                  room.fail(full(failure));
                }
              });
      return room.future().map(writer -> filled(writer, zeroed, fill));
    } catch (RuntimeException e) {
      return context == null ? Future.failedFuture(e) : context.failedFuture(full(e));
    }
  }

  private static int checked(long size) {
    if (size < 0) {
      throw new IllegalArgumentException("a size must not be negative, was " + size);
    }
    if (size > Integer.MAX_VALUE) {
      throw new CallFailedException(
          Failure.STORE_FULL,
          "an object of " + size + " bytes is too large, at most are " + Integer.MAX_VALUE);
    }
    return (int) size;
  }

  private static Content outside(int bytes, Consumer<ByteBuffer> fill) {
    if (bytes < threshold()) {
      byte[] heap = new byte[bytes];
      fill.accept(ByteBuffer.wrap(heap).order(ByteOrder.nativeOrder()));
      return new HeapContent(heap);
    }
    ByteBuffer direct = direct(bytes);
    fill.accept(direct);
    return new DirectContent(direct, POISON);
  }

  /**
   * Memory for a large content where no store is open, aligned and zeroed.
   *
   * @throws CallFailedException STORE_FULL if there is none, as with a store
   */
  static ByteBuffer direct(int bytes) {
    try {
      return SmallViews.aligned(bytes).order(ByteOrder.nativeOrder());
    } catch (OutOfMemoryError | ArithmeticException e) {
      throw new CallFailedException(
          Failure.STORE_FULL,
          "no room for an object of "
              + bytes
              + " bytes in the direct memory of this JVM (-XX:MaxDirectMemorySize), which is used"
              + " where no object store is open");
    }
  }

  private static ObjectWriter writer(ObjectStore store, int bytes) {
    try {
      ObjectWriter ready = store.tryCreate(bytes);
      if (ready != null) {
        return ready;
      }
      if (!Context.isOnEventLoopThread()) {
        return store.create(bytes);
      }
      long start = System.nanoTime();
      ObjectWriter waited = store.create(bytes);
      warn(bytes, System.nanoTime() - start);
      return waited;
    } catch (StoreFullException e) {
      throw new CallFailedException(Failure.STORE_FULL, String.valueOf(e.getMessage()));
    }
  }

  private static void warn(int bytes, long nanos) {
    CallScope scope = CurrentCall.get();
    ReplicaId replica = scope.replicaId();
    String where = replica == null ? "an ingress" : replica.deploymentId();
    if (WARNED.add(where)) {
      LOG.warn(
          "{} held up its event loop for {} ms: the store had to make room for {} bytes, by a new"
              + " segment or by garbage collection. writeAsync(...)"
              + " waits without that; a larger store.initial makes room before it is needed"
              + " (told once), requestId={}",
          where,
          nanos / 1_000_000,
          bytes,
          scope.requestId());
    }
  }

  private static Content filled(ObjectWriter writer, boolean zeroed, Consumer<ByteBuffer> fill) {
    try {
      ByteBuffer room = writer.buffer();
      if (zeroed) {
        zero(room.duplicate());
      }
      fill.accept(room);
      return new ObjectContent(writer.seal());
    } finally {
      writer.abort();
    }
  }

  private static void zero(ByteBuffer room) {
    while (room.hasRemaining()) {
      room.put(ZEROS, 0, Math.min(ZEROS.length, room.remaining()));
    }
  }

  /** What tells the user that there is no room; other failures as they are. */
  static Throwable full(Throwable cause) {
    return cause instanceof StoreFullException
        ? new CallFailedException(Failure.STORE_FULL, String.valueOf(cause.getMessage()))
        : cause;
  }
}
