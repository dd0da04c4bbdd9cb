package dev.penstock.cluster;

import dev.penstock.message.ReplicaId;
import dev.penstock.message.ReplicaProfile;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * A replica that serves.
 *
 * @param profile which, and what it tells of itself
 * @param slots its slots; of a replica elsewhere those that this node believes it has
 * @param loop the event loop that runs it, null if threads of its own do
 * @param delivery the way to it
 * @param tier how far away it is
 */
public record ReplicaEntry(
    ReplicaProfile profile, Slots slots, @Nullable EventLoop loop, Delivery delivery, Tier tier) {
  /** A replica of this node. */
  public ReplicaEntry(
      ReplicaProfile profile, Slots slots, @Nullable EventLoop loop, Delivery delivery) {
    this(profile, slots, loop, delivery, Tier.NODE);
  }

  /** Which. */
  public ReplicaId id() {
    return profile.id();
  }

  /** Entries are things, not values: two are equal only if they are the same. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
