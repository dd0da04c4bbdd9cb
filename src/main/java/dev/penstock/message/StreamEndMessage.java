package dev.penstock.message;

import dev.penstock.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Ends a stream among the arguments of a call: the caller has no further item, or the callee takes
 * no more.
 *
 * @param callId as the call had it
 * @param fromCaller whether the caller of the call sends it
 * @param stream the number of the stream among the arguments, from 1
 * @param failure what the stream failed with, null for its normal end
 * @param message the failure in words
 */
public record StreamEndMessage(
    long callId,
    boolean fromCaller,
    int stream,
    @Nullable Failure failure,
    @Nullable String message)
    implements Envelope {}
