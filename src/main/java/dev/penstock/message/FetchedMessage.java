package dev.penstock.message;

/**
 * Tells the callee's node that nobody needs the objects any more that an answer named: the calling
 * node has fetched them, or waits for them no more.
 *
 * @param callId as the call had it
 */
public record FetchedMessage(long callId) implements Envelope {}
