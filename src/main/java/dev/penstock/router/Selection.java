package dev.penstock.router;

import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.message.Call;
import io.netty.channel.EventLoop;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Chooses a replica and takes a slot of it, in one go. Thread-safe. */
public sealed interface Selection permits PowerOfTwo, RoundRobin {
  /**
   * Takes a slot of the replica that this policy prefers among those that have one.
   *
   * @param call which call; a policy may look at its routing key and the like
   * @param serving the replicas, maybe none
   * @param near the caller's event loop, if it is on one
   * @return whose slot was taken, or null if none is free
   */
  @Nullable ReplicaEntry take(Call call, ReplicaEntry[] serving, @Nullable EventLoop near);

  /**
   * Power of two choices on ongoing calls (Mitzenmacher, 2001).
   *
   * @param random gives a number from 0 up to its argument, exclusively
   */
  static Selection powerOfTwo(IntUnaryOperator random) {
    return new PowerOfTwo(random);
  }

  /** Each replica in its turn. */
  static Selection roundRobin() {
    return new RoundRobin();
  }

  /** The first of the replicas from {@code start} on, in a circle, that has a free slot. */
  static @Nullable ReplicaEntry firstFree(ReplicaEntry[] serving, int start) {
    for (int i = 0; i < serving.length; i++) {
      ReplicaEntry entry = serving[(start + i) % serving.length];
      if (entry.slots().tryTake()) {
        return entry;
      }
    }
    return null;
  }
}
