/**
 * How calls wait for a slot: many callers on two event loops, two replicas that take one call at a
 * time. Throughput against what the service time allows, fairness between callers, and the CPU time
 * of waiting.
 */
@NullMarked
package dev.penstock.benchmarks.waiting;

import org.jspecify.annotations.NullMarked;
