/**
 * Calls between two nodes of one host, next to requests over the clustered bus of the same two
 * processes, and tensors next to HTTP.
 */
@NullMarked
package dev.penstock.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
