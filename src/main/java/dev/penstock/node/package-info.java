/**
 * Puts a node together, starts and stops replicas here, and implements {@code
 * dev.penstock.spi.Engine}. Its parts own their state; the node owns their order of start and stop.
 * May import everything but {@code dev.penstock.cli}.
 */
@NullMarked
package dev.penstock.node;

import org.jspecify.annotations.NullMarked;
