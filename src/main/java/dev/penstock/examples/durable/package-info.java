/**
 * {@code conf/durable.json}: a job that takes minutes, whose client need not wait, and that a crash
 * of the server does not lose.
 */
@NullMarked
package dev.penstock.examples.durable;

import org.jspecify.annotations.NullMarked;
