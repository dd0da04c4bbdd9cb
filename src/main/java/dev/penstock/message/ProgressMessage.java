package dev.penstock.message;

/**
 * Tells the node that has a durable request how far it has come.
 *
 * @param requestId as {@link RequestOrigin#requestId}
 * @param fraction from 0 to 1
 * @param note for people, at most {@value ReportedProgress#LONGEST_NOTE} characters
 */
public record ProgressMessage(String requestId, double fraction, String note) implements Envelope {}
