package dev.penstock.transfer;

import dev.penstock.store.ObjectStore;
import dev.penstock.store.StaleObjectException;
import dev.penstock.store.StoredObject;
import dev.penstock.transfer.TransferCodec.Answer;
import dev.penstock.transfer.TransferCodec.Chunk;
import dev.penstock.transfer.TransferCodec.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of another node, which gets one object after the other. Confined to its thread.
 *
 * <p>An object is held until the kernel has copied all of it. For that reason it is not sent by
 * {@code sendfile}, which leaves pages of the file in the kernel's queue when it says that it is
 * done; it was not faster either.
 */
final class ServedConnection {
  private static final Logger LOG = LoggerFactory.getLogger(ServedConnection.class);

  /** What fits into a core's cache, as it is read twice: for the checksum, and by the kernel. */
  private static final int CHUNK = 256 << 10;

  private final TransferServer server;
  private final Wire wire;
  private final TransferSettings settings;
  private final Handshake handshake;
  private final Supplier<ObjectStore> store;
  private final CRC32C crc = new CRC32C();
  private boolean proved;

  ServedConnection(
      TransferServer server,
      Wire wire,
      TransferSettings settings,
      Handshake handshake,
      Supplier<ObjectStore> store) {
    this.server = server;
    this.wire = wire;
    this.settings = settings;
    this.handshake = handshake;
    this.store = store;
  }

  /** Does all that the other side asks for, until either closes the connection. */
  void serve() {
    try {
      wire.noDelay();
      wire.allWithin(settings.handshake());
      prove();
      proved = true;
      // Still for twice as long as whoever wants something waits.
      wire.stillFor(settings.idle().multipliedBy(2));
      while (true) {
        answer(TransferCodec.request(wire.head(TransferCodec.REQUEST_BYTES)));
      }
    } catch (ProtocolException e) {
      server.onStranger(wire, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      if (!proved && wire.isLate()) {
        server.onStranger(wire, "it says nothing");
      } else {
        LOG.debug("{} wants no more objects: {}", wire, e.toString());
      }
    }
  }

  private void prove() throws IOException {
    byte[] having = handshake.nonce();
    ByteBuffer hello = wire.head(TransferCodec.HELLO_BYTES);
    byte[] wanting;
    try {
      wanting = TransferCodec.nonce(hello);
    } finally {
      // Also to a node of another release, which learns from it why it is refused.
      wire.write(TransferCodec.hello(having));
    }
    byte[] proof = new byte[Handshake.PROOF_BYTES];
    wire.head(proof.length).get(proof);
    if (!Handshake.same(proof, handshake.proofOfWanting(wanting, having))) {
      throw new ProtocolException("it does not know the cluster.secret of this node");
    }
    wire.write(handshake.proofOfHaving(wanting, having, server.self()));
  }

  private void answer(Request request) throws IOException {
    StoredObject object = find(request);
    if (object == null) {
      wire.write(TransferCodec.answer(new Answer(false, 0)));
      return;
    }
    try {
      send(object, (int) request.offset());
    } finally {
      object.release();
    }
  }

  /** The object, with a hold. */
  private @Nullable StoredObject find(Request request) {
    try {
      return store.get().acquire(request.ref());
    } catch (StaleObjectException | IllegalStateException e) {
      return null; // Gone, or the store is closed.
    }
  }

  private void send(StoredObject object, int offset) throws IOException {
    ByteBuffer bytes = object.view(this);
    wire.write(TransferCodec.answer(new Answer(true, bytes.limit() - offset)));
    for (int next = offset; next < bytes.limit(); next += CHUNK) {
      ByteBuffer chunk = bytes.slice(next, Math.min(CHUNK, bytes.limit() - next));
      crc.reset();
      crc.update(chunk.duplicate());
      wire.write(TransferCodec.chunk(new Chunk(chunk.remaining(), (int) crc.getValue())), chunk);
    }
  }
}
