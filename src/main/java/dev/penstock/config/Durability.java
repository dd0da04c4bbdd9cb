package dev.penstock.config;

import java.util.Locale;
import java.util.Optional;

/** What an accepted durable request survives. */
public enum Durability {
  /** The end of the process, however it ends; not that of the machine. */
  PROCESS,

  /** The end of the machine: it is synced to the disk before it is acknowledged. */
  DISK;

  /** As it stands in a configuration. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Durability> ofKey(String key) {
    for (Durability each : values()) {
      if (each.key().equals(key)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
