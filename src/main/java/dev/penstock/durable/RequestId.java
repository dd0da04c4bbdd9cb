package dev.penstock.durable;

import java.util.Optional;

/**
 * The name of a durable request: 32 characters of Crockford's base 32, which sort by time.
 *
 * <p>From left to right 48 bits of time, 32 of the log, 40 of the number and 40 of chance: a
 * stranger cannot guess it.
 *
 * @param timeMillis when it was accepted, in milliseconds since 1970; never smaller than that of
 *     the request before it in the same log
 * @param log the log in which it stands, 32 bits
 * @param number its place among the requests of the log, from 0, at most 40 bits
 * @param salt 40 bits
 */
public record RequestId(long timeMillis, int log, long number, long salt)
    implements Comparable<RequestId> {
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int LENGTH = 32;
  private static final long MASK_40 = (1L << 40) - 1;
  private static final long MASK_48 = (1L << 48) - 1;

  /** An id whose parts have the bits they may have. */
  public RequestId {
    if ((timeMillis & ~MASK_48) != 0 || (number & ~MASK_40) != 0 || (salt & ~MASK_40) != 0) {
      throw new IllegalArgumentException(
          "a part of an id is too large: " + timeMillis + ", " + number + ", " + salt);
    }
  }

  /** Reads what {@link #toString} has written; letters of both cases. */
  public static Optional<RequestId> parse(String text) {
    if (text.length() != LENGTH) {
      return Optional.empty();
    }
    long high = 0;
    long middle = 0;
    long low = 0;
    for (int i = 0; i < LENGTH; i++) {
      int digit = DIGITS.indexOf(Character.toUpperCase(text.charAt(i)));
      if (digit < 0) {
        return Optional.empty();
      }
      // 160 bits in three words, of 64, 56 and 40.
      high = high << 5 | middle >>> 51;
      middle = (middle << 5 | low >>> 35) & ((1L << 56) - 1);
      low = (low << 5 | digit) & MASK_40;
    }
    long time = high >>> 16;
    int log = (int) (high << 16 | middle >>> 40);
    return Optional.of(new RequestId(time, log, middle & MASK_40, low));
  }

  @Override
  public String toString() {
    long high = timeMillis << 16 | (log & 0xFFFFFFFFL) >>> 16;
    long middle = (log & 0xFFFFL) << 40 | number;
    char[] text = new char[LENGTH];
    long low = salt;
    for (int i = LENGTH - 1; i >= 0; i--) {
      text[i] = DIGITS.charAt((int) (low & 31));
      low = low >>> 5 | (middle & 31) << 35;
      middle = middle >>> 5 | (high & 31) << 51;
      high >>>= 5;
    }
    return new String(text);
  }

  @Override
  public int compareTo(RequestId other) {
    return toString().compareTo(other.toString());
  }
}
