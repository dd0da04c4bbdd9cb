package dev.penstock.handle;

import dev.penstock.message.CallScope;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.CurrentCall;
import dev.penstock.message.ReplicaId;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Where calls of a node's handles come from: on which context their callbacks run, and who watches
 * their deadlines. Thread-safe.
 */
public final class CallerThreads {
  /** Open calls of callers on an event loop, and of other threads whose contexts belong to it. */
  private record LoopCalls(OpenCalls confined, OpenCalls shared) {
    static LoopCalls of(EventLoop loop, int number, CancelSignal cancels) {
      return new LoopCalls(
          OpenCalls.confinedTo(loop, number, cancels, System::nanoTime),
          OpenCalls.shared(loop, cancels, System::nanoTime));
    }
  }

  private final VertxInternal vertx;
  private final CancelSignal cancels;
  private final long streamIdleNanos;
  private final IdentityHashMap<EventLoop, LoopCalls> byLoop = new IdentityHashMap<>();
  private final List<ContextInternal> forForeignThreads = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final LoopCalls strangers;
  private volatile boolean closing;
  private volatile boolean closed;

  /**
   * The callers of a node with that Vert.x.
   *
   * @param cancels tells when calls were cancelled that may have calls below them
   * @param streamIdleTimeout time for each item of a stream but the first
   */
  public CallerThreads(VertxInternal vertx, CancelSignal cancels, Duration streamIdleTimeout) {
    this.vertx = vertx;
    this.cancels = cancels;
    this.streamIdleNanos = Caller.saturatedNanos(streamIdleTimeout);
    for (EventExecutor executor : vertx.nettyEventLoopGroup()) {
      EventLoop loop = (EventLoop) executor;
      byLoop.put(loop, LoopCalls.of(loop, byLoop.size(), cancels));
      forForeignThreads.add(
          vertx
              .contextBuilder()
              .withThreadingModel(ThreadingModel.EVENT_LOOP)
              .withEventLoop(loop)
              .build());
    }
    // Only the shared half is used: nobody is on the event loop of a stranger.
    strangers = LoopCalls.of(forForeignThreads.get(0).nettyEventLoop(), 0, cancels);
  }

  /**
   * The current context; from a foreign thread a new one on an event loop of this node, with the
   * call that the thread works for.
   */
  ContextInternal contextOfCaller() {
    ContextInternal current = ContextInternal.current();
    if (current != null) {
      return current;
    }
    int turn = Math.floorMod(next.getAndIncrement(), forForeignThreads.size());
    ContextInternal made = forForeignThreads.get(turn).duplicate();
    CallScope scope = CurrentCall.get();
    if (scope != CallScope.EMPTY) {
      CurrentCall.set(made, scope);
    }
    return made;
  }

  /** Time for each item of a stream but the first. */
  long streamIdleNanos() {
    return streamIdleNanos;
  }

  /** Tells when calls were cancelled. */
  CancelSignal cancels() {
    return cancels;
  }

  /** Who watches calls of the current thread, which is no event loop. */
  OpenCalls sharedCalls() {
    ContextInternal context = ContextInternal.current();
    return context == null ? strangers.shared : callsOf(context).shared;
  }

  /** Replicas are about to stop for good: no call that was lost is repeated any more. */
  public void startClosing() {
    closing = true;
  }

  /** Whether the node is closing. */
  boolean closing() {
    return closing;
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
    tellAll(calls -> calls.onReplicaLost(replica));
  }

  /** Sends all calls elsewhere that were sent to a replica which has failed, and have not begun. */
  public void onReplicaFailed(ReplicaId replica) {
    tellAll(calls -> calls.onReplicaFailed(replica));
  }

  private void tellAll(Consumer<OpenCalls> what) {
    byLoop.values().forEach(calls -> tell(calls, what));
    tell(strangers, what);
  }

  private static void tell(LoopCalls calls, Consumer<OpenCalls> what) {
    what.accept(calls.confined);
    what.accept(calls.shared);
  }

  /** Who watches the calls that the current thread makes on that context. */
  OpenCalls openCalls(ContextInternal context) {
    LoopCalls calls = callsOf(context);
    return context.owner() == vertx
            && context.isEventLoopContext()
            && context.nettyEventLoop().inEventLoop()
        ? calls.confined
        : calls.shared;
  }

  private LoopCalls callsOf(ContextInternal context) {
    LoopCalls calls = context.owner() == vertx ? byLoop.get(context.nettyEventLoop()) : null;
    return calls == null ? strangers : calls;
  }
}
