package dev.penstock;

import java.time.Duration;

/**
 * How often a replica is probed, and when it is replaced.
 *
 * @param period time between the end of one probe and the start of the next
 * @param timeout a probe that takes longer has failed
 * @param failures that many failed probes in a row replace the replica
 */
public record HealthCheck(Duration period, Duration timeout, int failures) {
  /** Every 10 s, 30 s each, replaced after 3. */
  public static final HealthCheck DEFAULT =
      new HealthCheck(Duration.ofSeconds(10), Duration.ofSeconds(30), 3);
}
