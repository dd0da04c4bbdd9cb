package dev.penstock.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How an application takes durable requests.
 *
 * @param path its JSON path, for problems found later
 * @param enabled whether it does
 * @param directory where their log is; one for all applications of a process
 * @param durability what an accepted request survives
 * @param timeout from when a request was accepted until it is given up
 * @param retention how long an ended request is kept
 * @param maxPending how many may wait or run
 * @param maxAttempts how often one is tried
 * @param backoff before the second attempt; doubles with each further one
 * @param maxOngoing how many run at a time on this node
 */
public record AsyncConfig(
    String path,
    boolean enabled,
    Path directory,
    Durability durability,
    Duration timeout,
    Duration retention,
    int maxPending,
    int maxAttempts,
    Duration backoff,
    int maxOngoing) {
  AsyncConfig in(Path other) {
    return new AsyncConfig(
        path,
        enabled,
        other,
        durability,
        timeout,
        retention,
        maxPending,
        maxAttempts,
        backoff,
        maxOngoing);
  }
}
