/**
 * Large request bodies: written into the object store as they arrive, next to aggregating them on
 * the heap. Throughput, and what the server allocates on its heap.
 */
@NullMarked
package dev.penstock.benchmarks.upload;

import org.jspecify.annotations.NullMarked;
