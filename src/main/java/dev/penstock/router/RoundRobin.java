package dev.penstock.router;

import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.message.Call;
import io.netty.channel.EventLoop;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Takes the replicas in turn and passes over those without a free slot. */
final class RoundRobin implements Selection {
  private final AtomicInteger next = new AtomicInteger();

  @Override
  public @Nullable ReplicaEntry take(Call call, ReplicaEntry[] serving, @Nullable EventLoop near) {
    if (serving.length == 0) {
      return null;
    }
    return Selection.firstFree(serving, Math.floorMod(next.getAndIncrement(), serving.length));
  }
}
