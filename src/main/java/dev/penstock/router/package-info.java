/**
 * Which replica takes a call, and the waiting of calls that find none. One router per callee and
 * node, shared by all event loops; its queue is the only state behind a lock. May import {@code
 * dev.penstock}, {@code message}, {@code cluster} and {@code metrics}.
 */
@NullMarked
package dev.penstock.router;

import org.jspecify.annotations.NullMarked;
