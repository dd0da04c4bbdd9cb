package dev.penstock.message;

/**
 * Allows a streamed result to send more items.
 *
 * @param callingNode the node whose call it is
 * @param callId as the call had it
 * @param items how many more, at least 1
 */
public record CreditMessage(String callingNode, long callId, int items) implements Envelope {}
