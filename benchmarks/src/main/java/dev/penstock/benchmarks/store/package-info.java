/**
 * What the object store costs within one process: writing objects next to a plain copy, the store's
 * own work without a copy, and a long run of random sizes and lifetimes.
 */
@NullMarked
package dev.penstock.benchmarks.store;

import org.jspecify.annotations.NullMarked;
