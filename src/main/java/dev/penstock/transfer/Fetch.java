package dev.penstock.transfer;

import dev.penstock.store.ObjectRef;
import dev.penstock.store.ObjectWriter;
import dev.penstock.store.StoredObject;
import dev.penstock.transfer.TransferCodec.Answer;
import dev.penstock.transfer.TransferCodec.Chunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An object on its way into the store of this node, for all who want it. What has come with a right
 * checksum stays when a connection is lost: the next one goes on from there.
 *
 * <p>{@code wanted} belongs to the {@link Source}. All else belongs to the connection that it was
 * given to, and to the source while there is none. Ends by one of {@link #seal} and {@link #abort}.
 */
final class Fetch {
  /** Connections that are tried; the first may have been closed by the other side meanwhile. */
  private static final int MOST_ATTEMPTS = 3;

  final ObjectRef ref;
  final Set<Fetching> wanted = new LinkedHashSet<>();

  private final CRC32C crc = new CRC32C();
  private @Nullable ObjectWriter writer;
  private int checked;
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
  }

  /** One more connection is tried, from the byte after the last that is known to be right. */
  void begin() {
    attempts++;
  }

  /** Whether another connection may be tried. */
  boolean mayBeginAgain() {
    return attempts < MOST_ATTEMPTS;
  }

  /** Where the next bytes go. */
  int position() {
    return checked;
  }

  /** What follows must be all that is missing. */
  void check(Answer answer) {
    if (answer.length() != left()) {
      throw new ProtocolException(
          "it sends " + answer.length() + " bytes, where " + left() + " are due");
    }
  }

  private long left() {
    return ref.length() - checked;
  }

  /** Reads a chunk to where it belongs. */
  void read(Chunk chunk, Wire wire) throws IOException {
    if (chunk.length() > left()) {
      throw new ProtocolException("a chunk that is longer than the object");
    }
    ByteBuffer to = open().buffer().slice(checked, chunk.length());
    wire.read(to);
    crc.reset();
    crc.update(to.flip());
    if ((int) crc.getValue() != chunk.crc()) {
      throw new ProtocolException("bytes were damaged on their way: their checksum is wrong");
    }
    checked += chunk.length();
  }

  private ObjectWriter open() {
    ObjectWriter now = writer;
    if (now == null) {
      throw new IllegalStateException("there is no room for " + ref);
    }
    return now;
  }

  /** Whether all bytes are there. */
  boolean complete() {
    return checked == ref.length();
  }

  /** The object, with one hold. */
  StoredObject seal() {
    ObjectWriter complete = open();
    writer = null;
    return complete.seal();
  }

  /** Gives the room back. */
  void abort() {
    ObjectWriter partial = writer;
    writer = null;
    if (partial != null) {
      partial.abort();
    }
  }
}
