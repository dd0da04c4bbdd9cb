package dev.penstock.router;

import dev.penstock.cluster.ReplicaEntry;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes the replicas in turn and passes over those without a free slot. */
final class RoundRobin implements Selection {
  private final AtomicInteger next = new AtomicInteger();

  @Override
  public Choice among(ReplicaEntry[] serving) {
    int count = serving.length;
    return count == 0
        ? (call, near) -> null
        : (call, near) ->
            Selection.firstFree(serving, Math.floorMod(next.getAndIncrement(), count));
  }
}
