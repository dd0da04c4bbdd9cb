package dev.penstock.durable;

import io.vertx.core.buffer.Buffer;

/** The bytes of a {@link Message}. */
public sealed interface Body {
  /** How many bytes. */
  long length();

  /** Bytes that stand in the log itself. */
  record Inline(Buffer bytes) implements Body {
    @Override
    public long length() {
      return bytes.length();
    }
  }

  /**
   * Bytes in a file beside the log.
   *
   * @param file its name in the folder of bodies
   * @param crc CRC-32C of the bytes
   */
  record InFile(String file, long length, int crc) implements Body {}

  /** No bytes. */
  static Body empty() {
    return new Inline(Buffer.buffer());
  }
}
