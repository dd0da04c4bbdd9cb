/**
 * What batching brings: a model whose cost is fixed and for each item, behind batches of fixed
 * sizes and behind a {@code Batcher} that learns when to wait.
 */
@NullMarked
package dev.penstock.benchmarks.batch;

import org.jspecify.annotations.NullMarked;
