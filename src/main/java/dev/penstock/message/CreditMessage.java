package dev.penstock.message;

/**
 * Allows a stream that belongs to a call to send more items.
 *
 * @param callId as the call had it
 * @param fromCaller whether the caller of the call sends this: it reads the result
 * @param stream 0 for the result, otherwise the number of the stream among the arguments, from 1
 * @param items how many more, at least 1
 */
public record CreditMessage(long callId, boolean fromCaller, int stream, int items)
    implements Envelope {}
