package dev.penstock.admin;

import java.util.Locale;

/** Where a replica is in its life. */
public enum ReplicaState {
  /** Being made: constructor, configuration, start, first health check. */
  STARTING,
  /** Takes calls. */
  SERVING,
  /** Failed its probes, takes no calls, and is to be replaced. */
  UNHEALTHY,
  /** Takes no calls, and stops when those it has have ended. */
  DRAINING;

  /** As it stands in a scrape and in the status. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
