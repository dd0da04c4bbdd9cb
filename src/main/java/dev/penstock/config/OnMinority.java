package dev.penstock.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a node does while it sees fewer nodes than the quorum. It takes no new orders either way.
 */
public enum OnMinority {
  /** Goes on answering with the replicas that it can reach. */
  SERVE,
  /** Answers 503, and says that it is not ready. */
  REFUSE;

  /** How it is written. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one that is written like that. */
  static Optional<OnMinority> ofKey(String key) {
    return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
  }
}
