package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.DataType;
import dev.penstock.Tensor;
import dev.penstock.store.CountedObject;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Tensors for tests of lifetimes, small ones and such as if a store were open. */
public enum Payload {
  /** On the heap. */
  SMALL,
  /** Over a counted object. */
  LARGE;

  /** A tensor of that in each of 64 bytes, which belongs to the current scope. */
  public Tensor of(int value) {
    if (this == SMALL) {
      byte[] bytes = new byte[64];
      Arrays.fill(bytes, (byte) value);
      return Tensor.of(bytes, 64);
    }
    return over(new CountedObject(64, (byte) value));
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

  /** Waits until nobody holds any object that was made since the last time. */
  public static void awaitAllFree() {
    List<CountedObject> made = CountedObject.takeMade();
    made.forEach(CountedObject::awaitFree);
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
    while (made.stream().anyMatch(each -> each.holds() > 0) && System.nanoTime() - end < 0) {
      Leases.collectNow();
    }
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
      assertThat(view.get(i) & 0xFF).as("byte %d", i).isEqualTo(first);
    }
    return first;
  }
}
