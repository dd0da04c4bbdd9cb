/**
 * The callee's side of a call: one verticle per replica, which makes the user's instance and runs
 * its methods on the replica's threads. A replica's state is owned by its verticle's context. May
 * import {@code dev.penstock}, {@code graph}, {@code handle} and {@code message}.
 */
@NullMarked
package dev.penstock.replica;

import org.jspecify.annotations.NullMarked;
