package dev.penstock.node;

import com.hazelcast.config.Config;
import io.netty.channel.EventLoop;
import io.vertx.core.Completable;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import org.jspecify.annotations.Nullable;

/**
 * Hazelcast as Vert.x uses it, which also notes the event loop on which the bus reads what other
 * nodes send: it is where the bus tells the cluster its address, and nobody else knows it. Who
 * takes messages on that loop saves each of them the way to another thread.
 */
final class BusLoop extends HazelcastClusterManager {
  private volatile @Nullable EventLoop loop;

  BusLoop(Config settings) {
    super(settings);
  }

  @Override
  public void setNodeInfo(NodeInfo info, Completable<Void> told) {
    ContextInternal current = ContextInternal.current();
    loop = current == null ? null : current.nettyEventLoop();
    super.setNodeInfo(info, told);
  }

  /** The event loop of the bus, once Vert.x has joined; null if it could not be seen. */
  @Nullable EventLoop loop() {
    return loop;
  }
}
