package dev.penstock.models;

/**
 * What the models of a cache take of its limits. Confined to the lock of its {@link Shelf}.
 *
 * <p>The size of a model is known once it is loaded. One that is being loaded beside others is
 * taken to be as large as those measured so far on average; as long as none was, it has no room
 * beside another.
 */
final class Room {
  private final int maxModels;
  private final long maxBytes;
  private int loading;
  private int beyond;
  private int loaded;
  private int unloading;
  private long loadedBytes;
  private long unloadingBytes;
  private long measured;
  private double meanBytes;

  Room(int maxModels, long maxBytes) {
    this.maxModels = maxModels;
    this.maxBytes = maxBytes;
  }

  /** The most bytes that a model may have. */
  long maxBytes() {
    return maxBytes;
  }

  /** A model has come to that stage. */
  void enter(Stage<?> stage) {
    if (stage instanceof Stage.Loaded<?> now) {
      measured++;
      meanBytes += (now.bytes() - meanBytes) / measured;
    }
    count(stage, 1);
  }

  /** A model has left that stage. */
  void leave(Stage<?> stage) {
    count(stage, -1);
  }

  private void count(Stage<?> stage, int change) {
    if (stage instanceof Stage.Loading<?> now) {
      loading += change;
      beyond += now.beyond() ? change : 0;
    } else if (stage instanceof Stage.Loaded<?> now) {
      loaded += change;
      loadedBytes += change * now.bytes();
    } else if (stage instanceof Stage.Unloading<?> now) {
      unloading += change;
      unloadingBytes += change * now.bytes();
    }
  }

  /** Whether a limit is exceeded by more than what is being unloaded. */
  boolean exceeded() {
    return loading + loaded > maxModels || loadedBytes > maxBytes;
  }

  /** Whether one more may be loaded now. */
  boolean forOneMore() {
    return hasRoom(unloading, unloadingBytes);
  }

  /** Whether one more may be loaded once all that is being unloaded is gone. */
  boolean forOneMoreSoon() {
    return hasRoom(0, 0);
  }

  private boolean hasRoom(int leaving, long leavingBytes) {
    if (loading + loaded + leaving >= maxModels) {
      return false;
    }
    if (maxBytes == Long.MAX_VALUE) {
      return true;
    }
    long there = loadedBytes + leavingBytes;
    return loading == 0
        ? there <= maxBytes
        : measured > 0 && there + (loading + 1) * meanBytes <= maxBytes;
  }

  /** Whether a model is being loaded for which there was no room. */
  boolean loadsBeyond() {
    return beyond > 0;
  }
}
