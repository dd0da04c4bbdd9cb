package dev.penstock.message;

/**
 * Asks a node whether it can be reached, or says that it can.
 *
 * @param answer whether this is the answer
 */
public record PingMessage(boolean answer) implements Envelope {}
