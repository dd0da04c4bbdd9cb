package dev.penstock.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** An object in mapped memory that counts its holds, and is filled with 0xDE after the last one. */
public final class CountedObject implements StoredObject {
  /** Each object has memory of its own, which nobody gets afterwards: what was wrong stays seen. */
  private static final Memory ROOM = room(64 << 20);

  private static final AtomicInteger USED = new AtomicInteger();
  private static final List<CountedObject> MADE = new CopyOnWriteArrayList<>();

  private final int offset;
  private final int length;
  private final AtomicInteger holds = new AtomicInteger(1);
  private final AtomicInteger most = new AtomicInteger(1);
  private final AtomicInteger wrong = new AtomicInteger();
  private final CompletableFuture<Void> freed = new CompletableFuture<>();

  /** With one hold, and that in each byte. */
  public CountedObject(int length, byte value) {
    this.offset = USED.getAndAdd((length + 63) / 64 * 64);
    this.length = length;
    fill(value);
    MADE.add(this);
  }

  private static Memory room(int bytes) {
    try {
      Path file = Files.createTempFile("counted", ".objects");
      try (var out = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
        out.position(bytes - 1);
        out.write(ByteBuffer.allocate(1));
      }
      Memory room = ChronicleMemory.map(file, 0, bytes, MapMode.READ_WRITE);
      Files.delete(file);
      return room;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fill(byte value) {
    ByteBuffer all = ROOM.view(offset, length, this);
    while (all.hasRemaining()) {
      all.put(value);
    }
  }

  /** Those that were made since the last time. */
  public static List<CountedObject> takeMade() {
    List<CountedObject> all = List.copyOf(MADE);
    MADE.removeAll(all);
    return all;
  }

  /** Holds now. */
  public int holds() {
    return holds.get();
  }

  /** The most holds at a time so far. */
  public int mostHolds() {
    return most.get();
  }

  /** Holds that were given back though there were none. */
  public int wrongReleases() {
    return wrong.get();
  }

  /** Waits until nobody holds it. */
  public void awaitFree() {
    try {
      freed.get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("it has " + holds + " holds", e);
    }
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public ObjectRef ref() {
    throw new AssertionError("nobody outside asks");
  }

  @Override
  public boolean retain() {
    int now;
    do {
      now = holds.get();
      if (now <= 0) {
        return false;
      }
    } while (!holds.compareAndSet(now, now + 1));
    most.accumulateAndGet(now + 1, Math::max);
    return true;
  }

  @Override
  public void release() {
    int left = holds.decrementAndGet();
    if (left == 0) {
      fill((byte) 0xDE);
      freed.complete(null);
    } else if (left < 0) {
      wrong.incrementAndGet();
    }
  }

  @Override
  public ByteBuffer view(Object keep) {
    return ROOM.view(offset, length, keep).asReadOnlyBuffer().order(ByteOrder.nativeOrder());
  }

  @Override
  public void lend(Duration time) {
    throw new AssertionError("nobody outside asks");
  }
}
