package dev.penstock.message;

import dev.penstock.store.ObjectRef;
import dev.penstock.store.StoredObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A stored object that only counts its holds, from one, and remembers who views it. */
final class CountedObject implements StoredObject {
  private static final ByteBuffer BYTES = ByteBuffer.allocateDirect(8).asReadOnlyBuffer();
  private static final ObjectRef REF = new ObjectRef(1, 0, 0, 1, BYTES.capacity());

  private final AtomicInteger holds = new AtomicInteger(1);

  /** Stays reachable, as by a view that somebody keeps. */
  private volatile @Nullable Object viewed;

  /** What has become of the holds. */
  String fate() {
    int left = holds.get();
    return left == 0 ? "freed" : left > 0 ? "kept" : "freed twice";
  }

  @Override
  public int length() {
    return BYTES.capacity();
  }

  @Override
  public ObjectRef ref() {
    return REF;
  }

  @Override
  public boolean retain() {
    return holds.getAndUpdate(now -> now > 0 ? now + 1 : now) > 0;
  }

  @Override
  public void release() {
    holds.decrementAndGet();
  }

  @Override
  public ByteBuffer view(Object keep) {
    viewed = keep;
    return BYTES;
  }

  @Override
  public void lend(Duration time) {
    throw new UnsupportedOperationException("nobody lends it");
  }
}
