package dev.penstock;

/** The type of a tensor's elements, by the names of the Open Inference Protocol. */
public enum DataType {
  /** One byte each, 0 or 1. */
  BOOL(1),
  /** Unsigned, one byte. */
  UINT8(1),
  /** Unsigned, two bytes. */
  UINT16(2),
  /** Unsigned, four bytes. */
  UINT32(4),
  /** Unsigned, eight bytes. */
  UINT64(8),
  /** Signed, one byte. */
  INT8(1),
  /** Signed, two bytes. */
  INT16(2),
  /** Signed, four bytes. */
  INT32(4),
  /** Signed, eight bytes. */
  INT64(8),
  /** IEEE 754 half precision. */
  FP16(2),
  /** The upper half of an {@link #FP32}. */
  BF16(2),
  /** {@code float}. */
  FP32(4),
  /** {@code double}. */
  FP64(8),
  /**
   * Strings or bytes of any length: each element is its length in bytes, four bytes little-endian,
   * and its bytes; texts are UTF-8.
   */
  BYTES(0);

  private final int size;

  DataType(int size) {
    this.size = size;
  }

  /** Bytes of an element; 0 for {@link #BYTES}, whose elements differ. */
  public int size() {
    return size;
  }
}
