package dev.penstock.config;

import java.nio.file.Path;

/**
 * The object store.
 *
 * @param directory absolute; shared by the processes of a host that want to share objects
 * @param capacity bytes of objects that the process may own at most; 0 for 30 % of the machine's
 *     memory, or half of what the file system has free if that is less
 * @param segment bytes of a segment
 * @param initial number of segments that are made before the node is ready
 * @param threshold from how many bytes on payloads lie in the store
 * @param poison whether freed memory is filled with 0xDE
 * @param trackLeaks whether tensors and blobs remember where they were made
 */
public record StoreConfig(
    Path directory,
    long capacity,
    long segment,
    int initial,
    int threshold,
    boolean poison,
    boolean trackLeaks) {
  public static final long DEFAULT_SEGMENT = 64L << 20;
  public static final int DEFAULT_INITIAL = 1;
  public static final int DEFAULT_THRESHOLD = 64 << 10;

  /** All defaults, in a directory of this user. */
  public static StoreConfig defaults() {
    return new StoreConfig(
        StoreHome.ofThisUser(),
        0,
        DEFAULT_SEGMENT,
        DEFAULT_INITIAL,
        DEFAULT_THRESHOLD,
        false,
        false);
  }
}
