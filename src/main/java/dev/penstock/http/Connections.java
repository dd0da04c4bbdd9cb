package dev.penstock.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.impl.tcp.TcpHttpServer;
import io.vertx.core.internal.http.HttpServerInternal;
import io.vertx.core.internal.net.NetServerInternal;
import io.vertx.core.net.impl.tcp.NetServerImpl;
import java.lang.reflect.Field;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of a listener: counts them over all event loops, closes those over the limit at
 * once, and gives each other one a {@link ConnectionWatch} before its first byte is read.
 *
 * <p>It stands in the pipeline of the server's own channel, for which Vert.x has no hook: by the
 * time that Vert.x tells of a connection, its client may have been silent for long. Reading is
 * confined to the accepting thread; the count is changed by any.
 */
@Sharable
final class Connections extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
  private static final long LOG_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final int limit;
  private final List<ConnectionSweep> sweeps;
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean closed;
  private volatile boolean cut;
  private volatile @Nullable EventLoop acceptor;
  private long toldNanos;
  private long refused;

  /**
   * No connections yet.
   *
   * @param limit how many may be open at a time
   * @param sweeps of all event loops
   */
  Connections(int limit, List<ConnectionSweep> sweeps) {
    this.limit = limit;
    this.sweeps = List.copyOf(sweeps);
  }

  /** The number of connections that are open. Any thread. */
  int open() {
    return open.get();
  }

  /**
   * Takes its place before the acceptor of a server that listens. Where that channel cannot be
   * found, connections are watched from when Vert.x tells of them: {@code http.maxConnections} and
   * the limit on silent new ones do not hold then, which is logged.
   *
   * @return done when it sees each connection that comes; not on a context
   */
  Future<Void> install(HttpServerInternal listening) {
    Promise<Void> installed = Promise.promise();
    Channel server;
    try {
      server = serverChannel(listening);
    } catch (ReflectiveOperationException | RuntimeException otherVertx) {
      LOG.warn(
          "http.maxConnections does not hold: this Vert.x keeps its server's channel elsewhere",
          otherVertx);
      return Future.succeededFuture();
    }
    acceptor = server.eventLoop();
    // On the channel's own thread: elsewhere a connection could come by before it stands there.
    server
        .eventLoop()
        .execute(
            () -> {
              server.pipeline().addFirst(this);
              installed.complete();
            });
    return installed.future();
  }

  /** Vert.x gives its server's channel to nobody, so this takes it from where it is kept. */
  private static Channel serverChannel(HttpServerInternal listening)
      throws ReflectiveOperationException {
    NetServerInternal server = ((TcpHttpServer) listening.unwrap()).tcpServer();
    Field bound = NetServerImpl.class.getDeclaredField("bindFuture");
    bound.setAccessible(true);
    return (Channel) ((Future<?>) bound.get(server)).result();
  }

  /** Closes connections that come from now on: the listener takes no more. Any thread. */
  void acceptNoMore() {
    closed = true;
  }

  /** Accepts no more, and waits for no client from now on. Any thread. */
  void cut() {
    closed = true;
    cut = true;
  }

  /** Whether {@link #cut}. */
  boolean areCut() {
    return cut;
  }

  /**
   * Waits until a server channel that was closed has let its port go: the socket of a channel that
   * stands with a selector goes on listening until that has selected once more.
   *
   * @return done then, never failed
   */
  Future<Void> portReleased() {
    EventLoop loop = acceptor;
    if (loop == null) {
      return Future.succeededFuture();
    }
    Promise<Void> selected = Promise.promise();
    try {
      // What a task of the loop schedules runs after the loop has selected again, never before.
      loop.execute(() -> loop.schedule(() -> selected.complete(), 1, TimeUnit.MICROSECONDS));
    } catch (RejectedExecutionException ended) {
      selected.complete();
    }
    return selected.future();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object accepted) {
    Channel channel = (Channel) accepted;
    if (closed) {
      channel.unsafe().closeForcibly();
      return;
    }
    if (open.get() >= limit) {
      channel.unsafe().closeForcibly();
      tellRefused();
      return;
    }
    watch(channel);
    ctx.fireChannelRead(accepted);
  }

  /** Counts a connection and puts its watch into its pipeline. */
  ConnectionWatch watch(Channel channel) {
    open.incrementAndGet();
    channel.closeFuture().addListener(closed -> open.decrementAndGet());
    ConnectionWatch watch = new ConnectionWatch(this);
    channel.attr(ConnectionWatch.KEY).set(watch);
    channel.pipeline().addFirst(watch);
    return watch;
  }

  /** The sweep that looks after connections of an event loop. */
  ConnectionSweep sweep(EventLoop loop) {
    for (ConnectionSweep sweep : sweeps) {
      if (sweep.loop() == loop) {
        return sweep;
      }
    }
    throw new IllegalStateException("a connection on no event loop of the listener: " + loop);
  }

  private void tellRefused() {
    refused++;
    long now = System.nanoTime();
    if (refused == 1 || now - toldNanos > LOG_PAUSE_NANOS) {
      toldNanos = now;
      LOG.warn(
          "http.maxConnections={} are open: further ones are closed at once, so far {}",
          limit,
          refused);
    }
  }
}
