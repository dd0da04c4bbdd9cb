package dev.penstock.fake;

import dev.penstock.message.ReplicaId;
import dev.penstock.message.ReplicaProfile;

/** Profiles of replicas without slots. */
public final class FakeProfile {
  private FakeProfile() {}

  /** That replica, which never has a call. */
  public static ReplicaProfile of(ReplicaId id) {
    return new ReplicaProfile(id, () -> 0, calls -> {});
  }
}
