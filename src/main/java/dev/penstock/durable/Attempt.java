package dev.penstock.durable;

import java.time.Duration;

/**
 * A request that is about to run, or to run again.
 *
 * @param number counts from 1
 * @param remaining until its time is over
 * @param message as it was accepted
 */
public record Attempt(
    RequestId id,
    String application,
    int number,
    String method,
    String target,
    Duration remaining,
    Message message) {}
