package dev.penstock.http;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Ids of requests and errors on one event loop: unique, not secret. */
final class RequestIds {
  static final int MAX_LENGTH = 128;
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final SplittableRandom random;

  RequestIds(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /**
   * The id a client sent if it may be used: 1 to 128 printable ASCII characters. Else a new one.
   */
  String accept(@Nullable String sent) {
    return sent != null && isUsable(sent) ? sent : next();
  }

  /** A new id: 16 hexadecimal digits. */
  String next() {
    long bits = random.nextLong();
    byte[] text = new byte[16];
    for (int i = 0; i < text.length; i++) {
      text[i] = DIGITS[(int) (bits >>> (60 - 4 * i)) & 0xf];
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static boolean isUsable(String id) {
    int length = id.length();
    if (length == 0 || length > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = id.charAt(i);
      if (c < 0x20 || c > 0x7e) {
        return false;
      }
    }
    return true;
  }
}
