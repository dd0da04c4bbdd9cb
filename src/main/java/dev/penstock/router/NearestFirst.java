package dev.penstock.router;

import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.cluster.Tier;
import dev.penstock.message.Call;
import io.netty.channel.EventLoop;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among the replicas of this node, then of this host, then among all others: a tier gets a
 * call when no nearer one has a free slot.
 *
 * @param each how to choose within a tier
 */
record NearestFirst(Selection each) implements Selection {
  @Override
  public Choice among(ReplicaEntry[] serving) {
    Map<Tier, Choice> tiers = new EnumMap<>(Tier.class);
    for (Tier tier : Tier.values()) {
      ReplicaEntry[] members =
          Arrays.stream(serving).filter(entry -> entry.tier() == tier).toArray(ReplicaEntry[]::new);
      if (members.length == serving.length) {
        return each.among(serving);
      }
      if (members.length > 0) {
        tiers.put(tier, each.among(members));
      }
    }
    return new Tiers(tiers);
  }

  private static final class Tiers implements Choice {
    private final Map<Tier, Choice> tiers;
    private final Choice[] nearestFirst;

    Tiers(Map<Tier, Choice> tiers) {
      this.tiers = tiers;
      this.nearestFirst = tiers.values().toArray(Choice[]::new);
    }

    @Override
    public @Nullable ReplicaEntry take(Call call, @Nullable EventLoop near) {
      for (Choice tier : nearestFirst) {
        ReplicaEntry entry = tier.take(call, near);
        if (entry != null) {
          return entry;
        }
      }
      return null;
    }

    @Override
    public boolean suits(Call call, ReplicaEntry freed) {
      Choice its = tiers.get(freed.tier());
      return its == null || its.suits(call, freed);
    }
  }
}
