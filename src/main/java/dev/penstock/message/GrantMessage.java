package dev.penstock.message;

import java.time.Duration;

/**
 * Offers a freed slot of a replica to a node that was refused one.
 *
 * @param replica whose slot it is
 * @param grantId names the offer where it is taken or handed back
 * @param held how long the slot is kept for the node
 */
public record GrantMessage(ReplicaId replica, long grantId, Duration held) implements Envelope {}
