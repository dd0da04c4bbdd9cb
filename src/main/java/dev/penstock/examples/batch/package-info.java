/**
 * A model that classifies texts in batches: each request brings one text, and texts of requests
 * that come at the same time go through the network together. Confined to its worker thread. May
 * import {@code dev.penstock} only.
 */
@NullMarked
package dev.penstock.examples.batch;

import org.jspecify.annotations.NullMarked;
