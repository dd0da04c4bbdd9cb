package dev.penstock.store;

import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a segment file: whose it is, and which of the owner's segments.
 *
 * @param number from 0
 */
record SegmentName(long owner, int number) {
  private static final Pattern FILE =
      Pattern.compile("seg-([0-9a-f]{16})-([0-9]{1,9})\\.pss(\\.tmp)?");

  /** Of the finished file. */
  String file() {
    return "seg-" + HexFormat.of().toHexDigits(owner) + "-" + number + ".pss";
  }

  /** Of the file while it is being made. */
  String temporary() {
    return file() + ".tmp";
  }

  /** What a file of that name holds, finished or not; null if it is no segment's name. */
  static @Nullable SegmentName of(String file) {
    Matcher matcher = FILE.matcher(file);
    if (!matcher.matches()) {
      return null;
    }
    return new SegmentName(
        HexFormat.fromHexDigitsToLong(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /** Whether a segment's name is that of a finished file. */
  static boolean isFinished(String file) {
    return file.endsWith(".pss");
  }
}
