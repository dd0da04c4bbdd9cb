/**
 * Objects from the store of one node into that of another, next to bare sockets that move the same
 * bytes. One process has objects and one wants them, on one host or on two; {@code Offer} is what
 * the first tells the second.
 */
@NullMarked
package dev.penstock.benchmarks.transfer;

import org.jspecify.annotations.NullMarked;
