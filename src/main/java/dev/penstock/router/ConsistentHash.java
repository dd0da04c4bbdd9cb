package dev.penstock.router;

import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.message.Call;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls of one routing key to one replica, by rendezvous hashing (Thaler and Ravishankar,
 * 1998): each pair of key and replica has a score, and the highest score among the replicas with a
 * free slot wins. So each replica owns an equal share of the keys; one that goes leaves its share
 * to all others, one that comes takes its share from all others, and no other key moves.
 *
 * <p>A replica is known by its index alone: one that replaces another takes over its keys, also
 * after a restart of the node. Costs a multiplication or two per replica, no allocation.
 *
 * @param unkeyed for calls without a key
 */
record ConsistentHash(Selection unkeyed) implements Selection {
  @Override
  public Choice among(ReplicaEntry[] serving) {
    long[] seeds = new long[serving.length];
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = KeyHash.mix(serving[i].id().index() + 1L);
    }
    return new Scored(serving, seeds, unkeyed.among(serving));
  }

  private static final class Scored implements Choice {
    private final ReplicaEntry[] serving;
    private final long[] seeds;
    private final Choice unkeyed;

    Scored(ReplicaEntry[] serving, long[] seeds, Choice unkeyed) {
      this.serving = serving;
      this.seeds = seeds;
      this.unkeyed = unkeyed;
    }

    @Override
    public @Nullable ReplicaEntry take(Call call, @Nullable EventLoop near) {
      String key = call.route().routingKey();
      if (key == null) {
        return unkeyed.take(call, near);
      }
      long hash = KeyHash.of(key);
      ReplicaEntry best = best(hash);
      while (best != null && !best.slots().tryTake()) {
        // Another call was faster.
        best = best(hash);
      }
      return best;
    }

    @Override
    public boolean suits(Call call, ReplicaEntry freed) {
      return call.route().routingKey() != null || unkeyed.suits(call, freed);
    }

    /** The owner of the key among the replicas that have a free slot now. */
    private @Nullable ReplicaEntry best(long hash) {
      ReplicaEntry best = null;
      long highest = Long.MIN_VALUE;
      for (int i = 0; i < serving.length; i++) {
        long score = KeyHash.mix(hash ^ seeds[i]);
        // Of two with one index the later one is the newer.
        if (score >= highest && serving[i].slots().hasFree()) {
          best = serving[i];
          highest = score;
        }
      }
      return best;
    }
  }
}
