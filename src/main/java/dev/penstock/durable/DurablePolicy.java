package dev.penstock.durable;

import java.time.Duration;

/**
 * How the durable requests of an application are treated.
 *
 * @param onDisk whether they are synced before they are acknowledged
 * @param timeout from acceptance on, after which a request is given up
 * @param retention how long an ended request is kept
 * @param maxPending how many may wait or run
 * @param maxAttempts how often one is tried
 * @param backoff before the second attempt; doubles with each further one, up to an hour
 * @param maxOngoing how many run at a time
 */
public record DurablePolicy(
    boolean onDisk,
    Duration timeout,
    Duration retention,
    int maxPending,
    int maxAttempts,
    Duration backoff,
    int maxOngoing) {}
