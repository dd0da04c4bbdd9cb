package dev.penstock.node;

import dev.penstock.Threading;
import dev.penstock.message.ReplicaId;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import org.jspecify.annotations.Nullable;

/** Names of threads, for people who look at a dump of them. */
final class Threads {
  private Threads() {}

  /** The name of a loop's thread. */
  static String nameOf(EventLoop loop) {
    return loop instanceof SingleThreadEventExecutor executor
        ? executor.threadProperties().name()
        : loop.toString();
  }

  /**
   * The thread, or how the threads of a pool begin, that run a replica.
   *
   * @param loop the event loop that runs it, null if other threads do
   */
  static String of(ReplicaId replica, Threading threading, @Nullable EventLoop loop) {
    if (loop != null) {
      return nameOf(loop);
    }
    return threading == Threading.VIRTUAL ? "virtual threads" : "penstock-" + replica;
  }
}
