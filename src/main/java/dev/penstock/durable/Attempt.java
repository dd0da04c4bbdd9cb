package dev.penstock.durable;

import java.time.Duration;

/**
 * A request that is about to run, or to run again.
 *
 * @param work what it asks for
 * @param number counts from 1
 * @param remaining until its time is over
 * @param message as it was accepted
 */
public record Attempt(
    RequestId id, String application, Work work, int number, Duration remaining, Message message) {}
