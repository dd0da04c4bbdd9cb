/** Streams between two replicas on two event loops, next to bare tasks between the same loops. */
@NullMarked
package dev.penstock.benchmarks.stream;

import org.jspecify.annotations.NullMarked;
