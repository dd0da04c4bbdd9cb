package dev.penstock.handle;

import dev.penstock.message.ReplicaId;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where calls of a node's handles come from: on which context their callbacks run, and who watches
 * their deadlines. Thread-safe.
 */
public final class CallerThreads {
  private final VertxInternal vertx;
  private final IdentityHashMap<EventLoop, OpenCalls> byLoop = new IdentityHashMap<>();
  private final List<ContextInternal> forForeignThreads = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final OpenCalls shared;
  private volatile boolean closed;

  /** The callers of a node with that Vert.x. */
  public CallerThreads(VertxInternal vertx) {
    this.vertx = vertx;
    for (EventExecutor executor : vertx.nettyEventLoopGroup()) {
      EventLoop loop = (EventLoop) executor;
      byLoop.put(loop, OpenCalls.confinedTo(loop, System::nanoTime));
      forForeignThreads.add(
          vertx
              .contextBuilder()
              .withThreadingModel(ThreadingModel.EVENT_LOOP)
              .withEventLoop(loop)
              .build());
    }
    shared = OpenCalls.shared(forForeignThreads.get(0).nettyEventLoop(), System::nanoTime);
  }

  /** The current context; from a foreign thread a new one on an event loop of this node. */
  ContextInternal contextOfCaller() {
    ContextInternal current = ContextInternal.current();
    if (current != null) {
      return current;
    }
    int turn = Math.floorMod(next.getAndIncrement(), forForeignThreads.size());
    return forForeignThreads.get(turn).duplicate();
  }

  /** Who watches calls of threads that are no event loops. */
  OpenCalls sharedCalls() {
    return shared;
  }

  /** The event loops are about to end: no call is made any more. */
  public void close() {
    closed = true;
  }

  /** Whether calls fail because the node has been closed. */
  boolean closed() {
    return closed;
  }

  /** Fails all open calls that were sent to a replica which will not answer any more. */
  public void onReplicaLost(ReplicaId replica) {
    byLoop.values().forEach(open -> open.onReplicaLost(replica));
    shared.onReplicaLost(replica);
  }

  /** Who watches the calls that the current thread makes on that context. */
  OpenCalls openCalls(ContextInternal context) {
    if (context.owner() != vertx) {
      return shared;
    }
    EventLoop loop = context.nettyEventLoop();
    OpenCalls confined = context.isEventLoopContext() ? byLoop.get(loop) : null;
    return confined != null && loop.inEventLoop() ? confined : shared;
  }
}
