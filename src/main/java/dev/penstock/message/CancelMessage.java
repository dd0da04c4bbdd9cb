package dev.penstock.message;

/**
 * Tells that nobody waits for a call any more.
 *
 * @param callingNode the node whose call it is
 * @param callId as the call had it
 */
public record CancelMessage(String callingNode, long callId) implements Envelope {}
