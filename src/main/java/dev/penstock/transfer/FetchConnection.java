package dev.penstock.transfer;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.cluster.NodeRecord.Address;
import dev.penstock.store.ObjectStore;
import dev.penstock.store.StoreFullException;
import dev.penstock.transfer.TransferCodec.Request;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a node that has objects, which come one after the other. Its thread connects,
 * makes room and reads, and asks its {@link Source} what to do next.
 */
final class FetchConnection {
  private static final Logger LOG = LoggerFactory.getLogger(FetchConnection.class);
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final Source source;
  private final Wires wires;
  private final String node;
  private final Address address;
  private final TransferSettings settings;
  private final Handshake handshake;
  private final Supplier<ObjectStore> store;

  private volatile @Nullable Wire wire;
  private volatile @Nullable String ended;

  /** How far a connection has come. */
  enum Stage {
    CONNECTING,
    PROVING,
    PROVED
  }

  FetchConnection(
      Source source,
      Wires wires,
      String node,
      Address address,
      TransferSettings settings,
      Handshake handshake,
      Supplier<ObjectStore> store) {
    this.source = source;
    this.wires = wires;
    this.node = node;
    this.address = address;
    this.settings = settings;
    this.handshake = handshake;
    this.store = store;
  }

  /** Nobody wants what it fetches, or it is not needed any more. Any thread; never blocks. */
  void close(String why) {
    ended = why;
    Wire open = wire;
    if (open != null) {
      open.close(why);
    }
  }

  /** Lives, on its own thread. */
  void live() {
    Stage stage = Stage.CONNECTING;
    String why = "of a defect, which the log of this node tells";
    Wire open = null;
    try {
      open = wires.add(SocketChannel.open());
      wire = open;
      connect(open);
      stage = Stage.PROVING;
      prove(open);
      stage = Stage.PROVED;
      Fetch fetch = source.next(this);
      while (fetch != null) {
        source.onFetched(this, fetch, fetch(open, fetch));
        fetch = source.next(this);
      }
      why = "it is not needed";
    } catch (IOException | InterruptedException | ProtocolException e) {
      why = String.valueOf(e.getMessage());
    } finally {
      if (open != null) {
        wires.close(open, why);
      }
      source.onLost(this, stage, why);
    }
  }

  private void connect(Wire open) throws IOException {
    if (ended != null) {
      throw new IOException(ended);
    }
    open.connect(Wire.address(address.host(), address.port()), CONNECT);
    open.noDelay();
  }

  private void prove(Wire open) throws IOException {
    open.allWithin(settings.handshake());
    byte[] wanting = handshake.nonce();
    open.write(TransferCodec.hello(wanting));
    byte[] having = TransferCodec.nonce(open.head(TransferCodec.HELLO_BYTES));
    open.write(handshake.proofOfWanting(wanting, having));
    byte[] proof = new byte[Handshake.PROOF_BYTES];
    try {
      open.head(proof.length).get(proof);
    } catch (EOFException e) {
      throw new ProtocolException(
          "it has closed the connection, as where cluster.secret is another one");
    }
    if (!Handshake.same(proof, handshake.proofOfHaving(wanting, having, node))) {
      throw new ProtocolException("it is another node, or does not know the cluster.secret");
    }
    open.rest();
  }

  /** Why the object cannot be had; null if it has come. */
  private @Nullable CallFailedException fetch(Wire open, Fetch fetch) throws IOException {
    CallFailedException noRoom = makeRoom(fetch);
    if (noRoom != null) {
      return noRoom;
    }
    open.stillFor(settings.idle());
    boolean there = read(open, fetch);
    open.rest();
    return there ? null : gone(fetch);
  }

  /** Why there is no room. */
  private @Nullable CallFailedException makeRoom(Fetch fetch) {
    if (fetch.hasRoom()) {
      return null;
    }
    try {
      fetch.room(store.get().create(fetch.ref.length()));
      return null;
    } catch (StoreFullException | IllegalStateException e) {
      LOG.debug("no room for an object of node {}", node, e);
      return new CallFailedException(
          Failure.STORE_FULL,
          "no room on this node for an object of node " + node + ": " + e.getMessage());
    }
  }

  private CallFailedException gone(Fetch fetch) {
    return new CallFailedException(
        Failure.STALE_OBJECT, "object " + fetch.ref + " is not there any more at node " + node);
  }

  /** Whether the object is there; all of it has come then. */
  private boolean read(Wire open, Fetch fetch) throws IOException {
    fetch.begin();
    open.write(TransferCodec.request(new Request(fetch.ref, fetch.position())));
    TransferCodec.Answer answer = TransferCodec.answer(open.head(TransferCodec.ANSWER_BYTES));
    if (!answer.there()) {
      return false;
    }
    fetch.check(answer);
    while (!fetch.complete()) {
      fetch.read(TransferCodec.chunk(open.head(TransferCodec.CHUNK_BYTES)), open);
    }
    return true;
  }
}
