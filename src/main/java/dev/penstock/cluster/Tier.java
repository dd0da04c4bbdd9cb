package dev.penstock.cluster;

/** How far away a replica is, from near to far. */
public enum Tier {
  /** In this JVM. */
  NODE,
  /** In another JVM of this machine, which shares its objects. */
  HOST,
  /** On another machine. */
  CLUSTER
}
