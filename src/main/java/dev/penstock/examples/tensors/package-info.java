/**
 * A picture in, a picture out, and a float tensor in between: decoded into the object store, passed
 * through stages on two kinds of thread, encoded again. {@code conf/tensors.json} runs it. What is
 * large is written once, by whoever makes it; a stage that only looks passes on what it got. May
 * import {@code dev.penstock} only, as user code does.
 */
@NullMarked
package dev.penstock.examples.tensors;

import org.jspecify.annotations.NullMarked;
