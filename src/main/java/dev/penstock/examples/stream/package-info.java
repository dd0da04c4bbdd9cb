/**
 * The example of {@code conf/stream.json}: a generator gives words one by one, another deployment
 * sets them as text while they come, and the client reads along. Each call has its own state. May
 * import {@code dev.penstock} only, as user code does.
 */
@NullMarked
package dev.penstock.examples.stream;

import org.jspecify.annotations.NullMarked;
