package dev.penstock.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * What is known of one deployment at a moment.
 *
 * @param availability whether waiting for a replica makes sense
 * @param serving the replicas that take calls now
 */
public record DeploymentView(Availability availability, List<ReplicaEntry> serving) {
  /** Whether waiting for a replica makes sense. */
  public enum Availability {
    /** Replicas are wanted; if none serves, one will. */
    WANTED,
    /** Replicas are wanted and keep failing to start. */
    CRASH_LOOP,
    /** There is no such deployment, or no longer. */
    UNKNOWN
  }

  /** A deployment nobody declared. */
  public static final DeploymentView NONE = new DeploymentView(Availability.UNKNOWN, List.of());

  DeploymentView with(Availability changed) {
    return new DeploymentView(changed, serving);
  }

  DeploymentView with(ReplicaEntry added) {
    List<ReplicaEntry> all = new ArrayList<>(serving);
    all.add(added);
    return new DeploymentView(Availability.WANTED, List.copyOf(all));
  }

  DeploymentView without(ReplicaEntry removed) {
    List<ReplicaEntry> rest = new ArrayList<>(serving);
    rest.remove(removed);
    return new DeploymentView(availability, List.copyOf(rest));
  }
}
