package dev.penstock.examples.tensors;

import java.nio.ByteBuffer;
import javax.imageio.stream.ImageInputStreamImpl;

/** A file in memory, read from where it lies. Not thread-safe. */
final class BufferImageInput extends ImageInputStreamImpl {
  private final ByteBuffer file;

  /** All of a buffer. */
  BufferImageInput(ByteBuffer file) {
    this.file = file;
  }

  @Override
  public int read() {
    bitOffset = 0;
    return streamPos < file.limit() ? file.get((int) streamPos++) & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    bitOffset = 0;
    int count = (int) Math.min(length, file.limit() - streamPos);
    if (count <= 0) {
      return length == 0 ? 0 : -1;
    }
    file.get((int) streamPos, bytes, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return file.limit();
  }
}
