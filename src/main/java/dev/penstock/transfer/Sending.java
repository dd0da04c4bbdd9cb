package dev.penstock.transfer;

import dev.penstock.store.StoredObject;
import dev.penstock.transfer.TransferCodec.Chunk;
import io.netty.buffer.Unpooled;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.NetSocket;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * An object on its way into a socket, chunk by chunk, as fast as the other side reads. The bytes go
 * from the mapped memory to the kernel; Java copies none.
 *
 * <p>Holds the object until all that was written has left the process, or never will: its memory
 * may be somebody else's after that. For that reason it is not sent by {@code sendFile}, which
 * leaves pages of the file in the kernel's queue when it says that it is done. Confined to the
 * event loop of the socket.
 */
final class Sending {
  /** Bytes that wait for the socket at most; some chunks, so that it never runs dry. */
  static final int QUEUE = 1 << 20;

  /** What fits into a core's cache, as it is read twice: for the checksum, and by the kernel. */
  private static final int CHUNK = 256 << 10;

  private static final int MOST_CHUNKS = 2 * QUEUE / CHUNK;

  private final StoredObject object;
  private final ByteBuffer bytes;
  private final NetSocket socket;
  private final Runnable onSent;

  /** A ring of those whose chunks have not left yet; direct, so that Netty does not copy them. */
  private final ByteBuffer heads =
      ByteBuffer.allocateDirect(MOST_CHUNKS * TransferCodec.CHUNK_BYTES);

  private final CRC32C crc = new CRC32C();
  private int next;
  private int chunks;
  private int left;
  private boolean going;
  private boolean stopped;
  private boolean released;

  /**
   * Takes over one hold.
   *
   * @param offset of the first byte
   * @param onSent hears when all was taken by the socket
   */
  Sending(StoredObject object, int offset, NetSocket socket, Runnable onSent) {
    this.object = object;
    this.bytes = object.view(this);
    this.next = offset;
    this.socket = socket;
    this.onSent = onSent;
  }

  /** Writes what the socket takes now. */
  void go() {
    if (going) {
      return; // Who is at it sees what has changed.
    }
    going = true;
    while (!stopped
        && next < bytes.limit()
        && chunks - left < MOST_CHUNKS
        && !socket.writeQueueFull()) {
      writeChunk();
    }
    going = false;
    endIfSent();
  }

  private void writeChunk() {
    int length = Math.min(CHUNK, bytes.limit() - next);
    ByteBuffer chunk = bytes.slice(next, length);
    next += length;
    crc.reset();
    crc.update(chunk.duplicate());
    int at = chunks % MOST_CHUNKS * TransferCodec.CHUNK_BYTES;
    chunks++;
    ByteBuffer head = heads.slice(at, TransferCodec.CHUNK_BYTES);
    TransferCodec.chunk(new Chunk(length, (int) crc.getValue()), head.duplicate());
    socket
        .write(BufferInternal.buffer(Unpooled.wrappedBuffer(head, chunk)))
        .onComplete(
            written -> {
              left++;
              if (written.failed()) {
                stopped = true;
              }
              go();
            });
  }

  /** The connection is closed. */
  void stop() {
    stopped = true;
    endIfSent();
  }

  private void endIfSent() {
    boolean over = stopped || next == bytes.limit();
    if (released || !over || left < chunks) {
      return;
    }
    released = true;
    object.release();
    if (!stopped) {
      onSent.run();
    }
  }
}
