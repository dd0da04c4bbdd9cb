/**
 * Several times as many requests as the replicas can serve: what is answered, how fast the rest is
 * refused, and whether the memory of the server grows.
 */
@NullMarked
package dev.penstock.benchmarks.overload;

import org.jspecify.annotations.NullMarked;
