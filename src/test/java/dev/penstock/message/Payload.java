package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.DataType;
import dev.penstock.Tensor;
import dev.penstock.store.CountedObject;
import dev.penstock.store.StoreSettings;
import dev.penstock.store.StoreStatus;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Tensors for tests of lifetimes: small ones, such as if a store were open, and stored ones. */
public enum Payload {
  /** On the heap. */
  SMALL,
  /** Over a counted object. */
  LARGE,
  /** In the store of this JVM, which is open between {@link #openStore} and its close. */
  STORED;

  private static final int STORE_BYTES = 32 << 20;

  /** Bytes of each tensor. */
  public int size() {
    return this == STORED ? PayloadMemory.DEFAULT_THRESHOLD : 64;
  }

  /** A tensor of that in each byte, which belongs to the current scope. */
  public Tensor of(int value) {
    if (this == LARGE) {
      return over(new CountedObject(size(), (byte) value));
    }
    byte[] bytes = new byte[size()];
    Arrays.fill(bytes, (byte) value);
    return Tensor.of(bytes, bytes.length);
  }

  /**
   * Opens the store of this JVM, which the nodes of a test share, so that what they leave in it is
   * seen; closed by {@link #closeStore}.
   */
  public static void openStore(Path directory) {
    PayloadMemory.open(
        new StoreSettings(
            directory,
            STORE_BYTES,
            STORE_BYTES / 4,
            1,
            true,
            Leases::collectNow,
            System::currentTimeMillis),
        PayloadMemory.DEFAULT_THRESHOLD);
  }

  /** Closes the store, in which nothing may be left that does not come back by itself. */
  public static void closeStore() {
    try {
      awaitAllFree();
    } finally {
      PayloadMemory.close();
    }
  }

  private static int objectsInStore() {
    return PayloadMemory.status().map(StoreStatus::objects).orElse(0);
  }

  /** A tensor over that object, whose hold it takes over; it belongs to the current scope. */
  public static Tensor over(CountedObject object) {
    HeldTensor made = held(object);
    CurrentCall.get().own(made.claim());
    return made;
  }

  static HeldTensor held(CountedObject object) {
    return new HeldTensor(DataType.UINT8, new long[] {object.length()}, new ObjectContent(object));
  }

  /** Waits until nobody holds any object that was made since the last time, or is in the store. */
  public static void awaitAllFree() {
    List<CountedObject> made = CountedObject.takeMade();
    made.forEach(CountedObject::awaitFree);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (objectsInStore() > 0 && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(objectsInStore()).as("objects in the store").isZero();
    assertThat(made).allMatch(each -> each.wrongReleases() == 0);
  }

  /**
   * As {@link #awaitAllFree}, of what comes back by garbage collection only: a thread that has told
   * of the end of a call may have what belongs to it on its stack for a moment yet, so one
   * collection may come too early.
   */
  public static void awaitAllCollected() {
    List<CountedObject> made = CountedObject.takeMade();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while ((made.stream().anyMatch(each -> each.holds() > 0) || objectsInStore() > 0)
        && System.nanoTime() - end < 0) {
      Leases.collectNow();
    }
    assertThat(objectsInStore()).as("objects in the store").isZero();
    assertThat(made).allMatch(each -> each.holds() == 0 && each.wrongReleases() == 0);
  }

  /** The one value in all bytes of a tensor; leaves no view of it. */
  public static int valueOf(Tensor tensor) {
    try (Tensor read = tensor.retain()) {
      return valueOf(read.bytes());
    }
  }

  /** The one value in all bytes of a view. */
  public static int valueOf(ByteBuffer view) {
    int first = view.get(0) & 0xFF;
    for (int i = 0; i < view.limit(); i++) {
      if ((view.get(i) & 0xFF) != first) {
        throw new AssertionError("byte %d is %x, not %x".formatted(i, view.get(i) & 0xFF, first));
      }
    }
    return first;
  }
}
