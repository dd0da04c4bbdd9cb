package dev.penstock.message;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Ids of requests and errors: unique by 64 random bits, not secret. */
public final class RequestIds {
  /** Characters of the longest id that is accepted from a client. */
  public static final int MAX_LENGTH = 128;

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private RequestIds() {}

  /** A new id: 16 hexadecimal digits. */
  public static String next() {
    long bits = ThreadLocalRandom.current().nextLong();
    byte[] text = new byte[16];
    for (int i = 0; i < text.length; i++) {
      text[i] = DIGITS[(int) (bits >>> (60 - 4 * i)) & 0xf];
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** The id that a client sent if it {@link #isUsable}, else a new one. */
  public static String acceptOrNext(@Nullable String sent) {
    return sent != null && isUsable(sent) ? sent : next();
  }

  /** Whether it has 1 to 128 characters, all of printable ASCII. */
  public static boolean isUsable(String id) {
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
