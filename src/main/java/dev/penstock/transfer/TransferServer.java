package dev.penstock.transfer;

import dev.penstock.store.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands out the objects that this node can read. Thread-safe; connections are on event loops. */
final class TransferServer {
  private static final Logger LOG = LoggerFactory.getLogger(TransferServer.class);

  private final Vertx vertx;
  private final String self;
  private final TransferSettings settings;
  private final Handshake handshake;
  private final Supplier<ObjectStore> store;
  private final NetServer server;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicBoolean toldOfStrangers = new AtomicBoolean();
  private final AtomicBoolean toldOfMany = new AtomicBoolean();

  TransferServer(
      Vertx vertx,
      String self,
      TransferSettings settings,
      Handshake handshake,
      Supplier<ObjectStore> store) {
    this.vertx = vertx;
    this.self = self;
    this.settings = settings;
    this.handshake = handshake;
    this.store = store;
    // Still in both directions for twice as long as whoever wants something waits.
    this.server =
        vertx.createNetServer(
            new NetServerOptions()
                .setIdleTimeout((int) (2 * settings.idle().toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS));
  }

  /** Begins to listen; the port. */
  Future<Integer> listen() {
    return server
        .connectHandler(this::onConnection)
        .listen(settings.port(), settings.host())
        .map(NetServer::actualPort);
  }

  private void onConnection(NetSocket socket) {
    if (open.incrementAndGet() > settings.connections()) {
      open.decrementAndGet();
      socket.close();
      if (toldOfMany.compareAndSet(false, true)) {
        LOG.warn(
            "more than {} connections want objects of this node; one of {} was refused, and so are"
                + " others without a word",
            settings.connections(),
            socket.remoteAddress());
      }
      return;
    }
    new ServedConnection(this, socket, handshake, store)
        .begin(vertx, settings.handshake(), open::decrementAndGet);
  }

  /** The id of this node. */
  String self() {
    return self;
  }

  /** Somebody who is no node of this cluster, or of another release, was refused. */
  void onStranger(NetSocket socket, String what) {
    if (toldOfStrangers.compareAndSet(false, true)) {
      LOG.warn(
          "{} has connected to the port for objects of this node, and was refused: {}; others are"
              + " refused without a word",
          socket.remoteAddress(),
          what);
    } else {
      LOG.debug("{} was refused: {}", socket.remoteAddress(), what);
    }
  }

  Future<Void> close() {
    return server.close();
  }
}
