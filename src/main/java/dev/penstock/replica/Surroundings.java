package dev.penstock.replica;

import dev.penstock.message.CancelSignal;
import dev.penstock.metrics.FailureLog;
import java.time.Duration;

/**
 * What all replicas of a node share.
 *
 * @param cancels is told when calls are cancelled
 * @param abandonAfter how long a call whose caller has given up may run on before its slot is freed
 * @param streamIdleTimeout time that work for each item of a stream but the first has
 * @param failures is told of failures of user code
 */
public record Surroundings(
    CancelSignal cancels, Duration abandonAfter, Duration streamIdleTimeout, FailureLog failures) {}
