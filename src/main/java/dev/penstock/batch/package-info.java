/**
 * Batches: collects the items of single calls for a function that does many at once, and learns how
 * long that is worth waiting for. The state of a batcher belongs to its {@code BatchQueue} and is
 * guarded by its lock, under which no user code runs. May import {@code dev.penstock}, {@code
 * message} and {@code metrics}.
 */
@NullMarked
package dev.penstock.batch;

import org.jspecify.annotations.NullMarked;
