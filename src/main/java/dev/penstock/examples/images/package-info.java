/**
 * A picture in, its main colors out: decode, resize, cluster, each a deployment of its own on
 * worker threads. {@code conf/images.json} runs it. Values are immutable by agreement: nobody
 * writes into the pixels that it was given. May import {@code dev.penstock} only, as user code
 * does.
 */
@NullMarked
package dev.penstock.examples.images;

import org.jspecify.annotations.NullMarked;
