/**
 * The two-step pipeline over HTTP next to a bare Vert.x HTTP echo: saturated throughput in
 * alternating rounds, and latencies at half of it.
 */
@NullMarked
package dev.penstock.benchmarks.load;

import org.jspecify.annotations.NullMarked;
