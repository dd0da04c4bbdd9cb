package dev.penstock.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.HexFormat;

/**
 * An object of the torture: each of its words follows from a tag that no other object has, so a
 * reader sees when one word is of another object, not written yet, or poisoned.
 */
record TorturePattern(ObjectRef ref, long tag) {
  private static final long STEP = 0x9E37_79B9_7F4A_7C15L;

  /** Fills an object. */
  static void fill(ByteBuffer bytes, long tag) {
    LongBuffer words = bytes.order(ByteOrder.nativeOrder()).asLongBuffer();
    for (int i = 0; i < words.limit(); i++) {
      words.put(i, tag + i * STEP);
    }
  }

  /** Whether all words are those of the tag. */
  boolean isWhole(ByteBuffer bytes) {
    LongBuffer words = bytes.order(ByteOrder.nativeOrder()).asLongBuffer();
    boolean whole = words.limit() == ref.length() / Long.BYTES;
    for (int i = 0; whole && i < words.limit(); i++) {
      whole = words.get(i) == tag + i * STEP;
    }
    return whole;
  }

  String line() {
    return HexFormat.of().formatHex(ref.encoded()) + " " + HexFormat.of().toHexDigits(tag);
  }

  /** Reads {@link #line}. */
  static TorturePattern of(String line) {
    String[] words = line.split(" ", -1);
    return new TorturePattern(
        ObjectRef.decode(HexFormat.of().parseHex(words[0])),
        HexFormat.fromHexDigitsToLong(words[1]));
  }
}
