package dev.penstock.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The header and the first slot of a segment on the heap, so that a race can be tried millions of
 * times: as weak as {@link Memory} allows, so plain reads after a compare-and-set are not stronger
 * than they would be in mapped memory.
 */
final class FewWords implements Memory {
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  /** Words of the header that are in use. */
  private static final int HEADER = SegmentLayout.GIVEN_UP_AT / Long.BYTES + 1;

  private final long[] words = new long[HEADER + SegmentLayout.SLOT_BYTES / Long.BYTES];

  private static int index(long offset) {
    return (int)
        (offset < SegmentLayout.HEADER_BYTES
            ? offset / Long.BYTES
            : HEADER + (offset - SegmentLayout.HEADER_BYTES) / Long.BYTES);
  }

  @Override
  public long size() {
    return SegmentLayout.HEADER_BYTES + SegmentLayout.SLOT_BYTES;
  }

  @Override
  public long readVolatile(long offset) {
    return (long) WORD.getAcquire(words, index(offset));
  }

  @Override
  public void writeOrdered(long offset, long value) {
    WORD.setRelease(words, index(offset), value);
  }

  @Override
  public boolean compareAndSet(long offset, long expected, long value) {
    return WORD.compareAndSet(words, index(offset), expected, value);
  }

  @Override
  public ByteBuffer view(long offset, int length, Object keep) {
    throw new UnsupportedOperationException("nobody looks at the bytes");
  }

  @Override
  public void unmap() {}

  /** The data that belongs to it: one page, of which nobody needs a byte. */
  static final class NoData implements Memory {
    @Override
    public long size() {
      return SegmentLayout.PAGE;
    }

    @Override
    public long readVolatile(long offset) {
      throw new UnsupportedOperationException("nobody looks at the bytes");
    }

    @Override
    public void writeOrdered(long offset, long value) {
      throw new UnsupportedOperationException("nobody looks at the bytes");
    }

    @Override
    public boolean compareAndSet(long offset, long expected, long value) {
      throw new UnsupportedOperationException("nobody looks at the bytes");
    }

    @Override
    public ByteBuffer view(long offset, int length, Object keep) {
      throw new UnsupportedOperationException("nobody looks at the bytes");
    }

    @Override
    public void unmap() {}
  }
}
