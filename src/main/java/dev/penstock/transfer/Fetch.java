package dev.penstock.transfer;

import dev.penstock.store.ObjectRef;
import dev.penstock.store.ObjectWriter;
import dev.penstock.store.StoredObject;
import dev.penstock.transfer.TransferCodec.Answer;
import dev.penstock.transfer.TransferCodec.Chunk;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An object on its way into the store of this node, for all who want it. What has come with a right
 * checksum stays when a connection is lost: the next one goes on from there.
 *
 * <p>Owned by its {@link Source}, on its event loop. Ends by one of {@link #seal} and {@link
 * #abort}.
 */
final class Fetch {
  /** Connections that are tried; the first may have been closed by the other side meanwhile. */
  private static final int MOST_ATTEMPTS = 3;

  final ObjectRef ref;
  final Set<Fetching> wanted = new LinkedHashSet<>();

  private final CRC32C crc = new CRC32C();
  private @Nullable ObjectWriter writer;
  private @Nullable ByteBuffer room;
  private @Nullable Chunk chunk;
  private int checked;
  private int filled;
  private int attempts;

  Fetch(ObjectRef ref) {
    this.ref = ref;
  }

  /** Whether there is room for it. */
  boolean hasRoom() {
    return writer != null;
  }

  /** There is room for it. */
  void room(ObjectWriter made) {
    writer = made;
    room = made.buffer();
  }

  /** One more connection is tried, from the byte after the last that is known to be right. */
  void begin() {
    attempts++;
    chunk = null;
    filled = checked;
  }

  /** Whether another connection may be tried. */
  boolean mayBeginAgain() {
    return attempts < MOST_ATTEMPTS;
  }

  /** Where the next bytes go. */
  int position() {
    return filled;
  }

  /** What follows must be all that is missing. */
  void onAnswer(Answer answer) {
    if (answer.length() != ref.length() - filled) {
      throw new ProtocolException(
          "it sends " + answer.length() + " bytes, where " + (ref.length() - filled) + " are due");
    }
  }

  void onChunk(Chunk next) {
    if (next.length() > ref.length() - filled) {
      throw new ProtocolException("a chunk that is longer than the object");
    }
    chunk = next;
    crc.reset();
  }

  /**
   * Some bytes of the chunk.
   *
   * @param last whether the chunk is complete
   */
  void onBytes(ByteBuf part, boolean last) {
    ByteBuffer to = room;
    if (to == null || chunk == null) {
      throw new IllegalStateException("nobody waits for these bytes");
    }
    int length = part.readableBytes();
    ByteBuffer exact = to.slice(filled, length);
    part.getBytes(part.readerIndex(), exact);
    crc.update(exact.flip());
    filled += length;
    if (!last) {
      return;
    }
    if ((int) crc.getValue() != chunk.crc()) {
      throw new ProtocolException("bytes were damaged on their way: their checksum is wrong");
    }
    checked = filled;
  }

  /** Whether all bytes are there. */
  boolean complete() {
    return checked == ref.length();
  }

  /** The object, with one hold. */
  StoredObject seal() {
    ObjectWriter complete = writer;
    if (complete == null) {
      throw new IllegalStateException("there is no room for " + ref);
    }
    room = null;
    writer = null;
    return complete.seal();
  }

  /** Gives the room back. */
  void abort() {
    ObjectWriter partial = writer;
    room = null;
    writer = null;
    if (partial != null) {
      partial.abort();
    }
  }
}
