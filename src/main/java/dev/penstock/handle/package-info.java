/**
 * The caller's side of a call: typed proxies and untyped handles, deadlines of open calls. Open
 * calls are owned by the event loop of their caller. May import {@code dev.penstock}, {@code
 * graph}, {@code router} and {@code message}.
 */
@NullMarked
package dev.penstock.handle;

import org.jspecify.annotations.NullMarked;
