/**
 * Calls between nodes: what the caller's node and the callee's node do for each other, by envelopes
 * over the event bus, one address per node. Each table of open calls is owned by the node that made
 * it. May import {@code dev.penstock}, {@code message}, {@code cluster}, {@code router} and {@code
 * transfer}.
 */
@NullMarked
package dev.penstock.remote;

import org.jspecify.annotations.NullMarked;
