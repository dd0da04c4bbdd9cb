package dev.penstock.admin;

/**
 * The durable requests of an application in the log of this node.
 *
 * @param pending that wait for an attempt
 * @param running whose attempt runs
 * @param succeeded that have ended since the start, as the two that follow
 */
public record DurableFacts(int pending, int running, long succeeded, long failed, long cancelled) {}
