package dev.penstock.router;

/**
 * Numbers for the keys that calls are routed by: the same for the same text in every JVM and
 * version, since they decide where a user's calls go.
 *
 * <p>FNV-1a over the characters, then the mixing of MurmurHash3 (its 64-bit finalizer), after which
 * each bit of the result depends on each bit of the text.
 */
public final class KeyHash {
  private static final long START = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private KeyHash() {}

  /** The number of a text. */
  public static long of(String text) {
    long hash = START;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * PRIME;
    }
    return mix(hash);
  }

  /** Spreads a number over all 64 bits. */
  static long mix(long number) {
    long mixed = number;
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }

  /**
   * A hash's place on a scale from 0 up to {@code size}, exclusively: hashes that lie close
   * together stay so, and the scale can be refined without moving them.
   */
  public static long place(long hash, long size) {
    return Math.multiplyHigh(hash >>> 1, size << 1);
  }
}
