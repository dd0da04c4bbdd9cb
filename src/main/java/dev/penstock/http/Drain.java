package dev.penstock.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.http.HttpServerInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * The end of a listener that lets requests under way finish: its sockets stay open until then, so
 * that who asks for its readiness is told. May be used from any thread.
 */
final class Drain {
  private final List<HttpServerInternal> servers;
  private final long cutNanos;
  private final Connections connections;
  private final IntSupplier inFlight;
  private final AtomicBoolean idle = new AtomicBoolean();
  private final AtomicBoolean shut = new AtomicBoolean();
  private volatile boolean lingered;
  private volatile boolean closed;
  private final AtomicInteger untold;
  private final Promise<Void> done = Promise.promise();

  /**
   * Shuts nothing down yet.
   *
   * @param timeout from now on, after which connections are cut
   * @param connections of the servers
   * @param inFlight how many requests are not counted as ended yet
   */
  Drain(
      List<HttpServerInternal> servers,
      Duration timeout,
      Connections connections,
      IntSupplier inFlight) {
    this.servers = servers;
    this.connections = connections;
    this.inFlight = inFlight;
    this.untold = new AtomicInteger(servers.size());
    this.cutNanos = System.nanoTime() + timeout.toNanos();
  }

  /** One more event loop has told its clients that it goes. */
  void onTold() {
    untold.decrementAndGet();
  }

  /** Whether all event loops have told their clients. */
  boolean isTold() {
    return untold.get() == 0;
  }

  /** Done when all connections are closed, all requests counted, and the port is free. */
  Future<Void> done() {
    return done.future();
  }

  /**
   * No request is open any more, for the first time or again.
   *
   * @return whether it was for the first time
   */
  boolean onIdle() {
    return idle.compareAndSet(false, true);
  }

  /** Requests that were on their way then have come. */
  void onLingered() {
    lingered = true;
  }

  /** Whether {@link #onLingered}. */
  boolean hasLingered() {
    return lingered;
  }

  /** Accepts no more, and closes connections as their last answers are sent. */
  void shutDown() {
    if (shut.compareAndSet(false, true)) {
      connections.acceptNoMore();
      long millis = TimeUnit.NANOSECONDS.toMillis(cutNanos - System.nanoTime());
      Future.join(
              servers.stream()
                  .map(s -> s.shutdown(Math.max(1, millis), TimeUnit.MILLISECONDS))
                  .toList())
          .<Void>mapEmpty()
          .eventually(connections::portReleased)
          .onComplete(
              over -> {
                closed = true;
                onCounted();
              });
    }
  }

  /** A request has ended: the loop of a connection may count its last one after it was closed. */
  void onCounted() {
    if (closed && inFlight.getAsInt() == 0) {
      done.tryComplete();
    }
  }
}
