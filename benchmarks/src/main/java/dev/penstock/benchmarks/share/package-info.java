/**
 * Two processes on one host that pass payloads: through the object store, and copied through a
 * Unix-domain socket. Both signal in the same way, and the receiver reads every byte.
 */
@NullMarked
package dev.penstock.benchmarks.share;

import org.jspecify.annotations.NullMarked;
