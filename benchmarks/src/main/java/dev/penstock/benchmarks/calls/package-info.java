/**
 * What one call over a handle costs, next to a bare by-reference send on the event bus: a window of
 * calls driven from an event loop, to a callee on the same loop and on another one.
 */
@NullMarked
package dev.penstock.benchmarks.calls;

import org.jspecify.annotations.NullMarked;
