package dev.penstock.message;

/**
 * Hands back a slot that was offered, because no call waits for it any more.
 *
 * @param grantId as the {@link GrantMessage} had it
 */
public record GrantReturnMessage(long grantId) implements Envelope {}
