package dev.penstock.transfer;

import dev.penstock.store.ObjectStore;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out the objects that this node can read. Thread-safe; one thread accepts, and each
 * connection has one of its own.
 */
final class TransferServer {
  private static final Logger LOG = LoggerFactory.getLogger(TransferServer.class);
  private static final int BACKLOG = 128;
  private static final int MOST_TOLD = 100;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Wires wires;
  private final String self;
  private final TransferSettings settings;
  private final Handshake handshake;
  private final Supplier<ObjectStore> store;
  private final AtomicInteger open = new AtomicInteger();
  private final Set<String> toldOf = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean toldOfMany = new AtomicBoolean();
  private volatile @Nullable ServerSocketChannel listening;

  TransferServer(
      Wires wires,
      String self,
      TransferSettings settings,
      Handshake handshake,
      Supplier<ObjectStore> store) {
    this.wires = wires;
    this.self = self;
    this.settings = settings;
    this.handshake = handshake;
    this.store = store;
  }

  /** Begins to listen; the port. May wait for the name of the host. */
  int listen() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.bind(Wire.address(settings.host(), settings.port()), BACKLOG);
      int port = server.socket().getLocalPort();
      listening = server;
      if (!wires.run(() -> accept(server))) {
        throw new IOException("this node is closing");
      }
      return port;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void accept(ServerSocketChannel server) {
    while (server.isOpen()) {
      try {
        onConnection(server.accept());
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // As where there are too many open files: some may be closed by then.
        LOG.warn("a connection for objects of this node could not be accepted: {}", e.toString());
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void onConnection(SocketChannel channel) {
    Wire wire = wires.add(channel);
    if (open.incrementAndGet() > settings.connections()) {
      if (toldOfMany.compareAndSet(false, true)) {
        LOG.warn(
            "more than {} connections want objects of this node; one of {} was refused, and so are"
                + " others without a word",
            settings.connections(),
            wire);
      }
    } else if (wires.run(() -> serve(wire))) {
      return;
    }
    end(wire);
  }

  private void serve(Wire wire) {
    try {
      new ServedConnection(this, wire, settings, handshake, store).serve();
    } finally {
      end(wire);
    }
  }

  private void end(Wire wire) {
    wires.close(wire, "this node has closed the connection");
    open.decrementAndGet();
  }

  /** The id of this node. */
  String self() {
    return self;
  }

  /** Somebody who is no node of this cluster, or of another release, is refused. */
  void onStranger(Wire wire, String what) {
    String host = wire.host();
    if (toldOf.size() < MOST_TOLD && toldOf.add(host)) {
      LOG.warn(
          "{} has connected to the port for objects of this node, and was refused: {}; more from"
              + " there is refused without a word",
          wire,
          what);
    } else {
      LOG.debug("{} was refused: {}", wire, what);
    }
  }

  /** Accepts nobody any more. */
  void close() {
    ServerSocketChannel server = listening;
    if (server != null) {
      try {
        server.close();
      } catch (IOException e) {
        LOG.debug("the port for objects could not be closed", e);
      }
    }
  }
}
