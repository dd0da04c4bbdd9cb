package dev.penstock.metrics;

import java.util.Locale;

/** How a batch has ended. */
public enum BatchOutcome {
  /** Every item has its result. */
  SUCCEEDED,
  /** It failed and was run again in parts. */
  SPLIT,
  /** All of its items failed together. */
  FAILED,
  /** It runs on though nobody waits for it. */
  ABANDONED;

  /** Its name in a scrape. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
