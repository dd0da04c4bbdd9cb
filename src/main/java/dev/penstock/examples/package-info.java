/**
 * The pipeline of the README: one entry and one model, to copy from. {@code conf/pipeline.json}
 * runs it. An instance is owned by its replica. May import {@code dev.penstock} only, as user code
 * does.
 */
@NullMarked
package dev.penstock.examples;

import org.jspecify.annotations.NullMarked;
