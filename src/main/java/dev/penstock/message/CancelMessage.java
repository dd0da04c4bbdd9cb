package dev.penstock.message;

/**
 * Tells that nobody waits for a call any more.
 *
 * @param callId as the call had it
 */
public record CancelMessage(long callId) implements Envelope {}
