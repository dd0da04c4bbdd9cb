package dev.penstock.config;

import java.util.Arrays;
import java.util.Optional;

/** How a router chooses among the replicas of a deployment. */
public enum Routing {
  /** Draws two and takes the one with fewer ongoing calls. */
  POWER_OF_TWO("power-of-two"),
  /** Takes them in turn. */
  ROUND_ROBIN("round-robin"),
  /** Calls of one routing key go to one replica, for as long as the replicas stay the same. */
  CONSISTENT_HASH("consistent-hash");

  private final String key;

  Routing(String key) {
    this.key = key;
  }

  /** The name used in configuration files. */
  public String key() {
    return key;
  }

  /** The routing with that {@link #key()}. */
  public static Optional<Routing> ofKey(String key) {
    return Arrays.stream(values()).filter(r -> r.key.equals(key)).findFirst();
  }
}
