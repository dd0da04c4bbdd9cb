/**
 * What crosses the bus: calls and their envelopes, contracts, values and how each declared type is
 * copied and encoded, and the current call. Everything here is immutable but for {@link
 * dev.penstock.message.Call}, which belongs to the router until it is sent, and the writers and
 * readers of bytes, which belong to one thread. May import {@code dev.penstock}, {@code
 * dev.penstock.spi} and {@code dev.penstock.store}.
 */
@NullMarked
package dev.penstock.message;

import org.jspecify.annotations.NullMarked;
