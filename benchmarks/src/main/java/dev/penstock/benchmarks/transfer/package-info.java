/**
 * Objects from the store of one node into that of another over loopback, next to bare sockets that
 * move the same bytes. All in one process, on event loops of their own.
 */
@NullMarked
package dev.penstock.benchmarks.transfer;

import org.jspecify.annotations.NullMarked;
