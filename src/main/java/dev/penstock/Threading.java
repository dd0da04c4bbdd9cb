package dev.penstock;

import java.util.Arrays;
import java.util.Optional;

/** The threads that run a replica's methods, callbacks and life-cycle steps. */
public enum Threading {
  /** All of them on one event-loop thread, which the code must not block. */
  EVENT_LOOP("event-loop"),
  /** The replica's own named pool of {@code threads} platform threads; code may block. */
  WORKER("worker"),
  /** One virtual thread per call (JDK 21 and later); code may block. */
  VIRTUAL("virtual");

  private final String key;

  Threading(String key) {
    this.key = key;
  }

  /** The name used in configuration files, for example {@code event-loop}. */
  public String key() {
    return key;
  }

  /** The threading with that {@link #key()}. */
  public static Optional<Threading> ofKey(String key) {
    return Arrays.stream(values()).filter(t -> t.key.equals(key)).findFirst();
  }
}
