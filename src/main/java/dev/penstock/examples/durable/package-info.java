/**
 * The example of {@code conf/durable.json}: a job that takes minutes, whose client need not wait,
 * and that a crash of the server does not lose. It tells how far it has come, and stops when it is
 * cancelled. May import {@code dev.penstock} only, as user code does.
 */
@NullMarked
package dev.penstock.examples.durable;

import org.jspecify.annotations.NullMarked;
