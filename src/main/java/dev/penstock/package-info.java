/**
 * What user code imports: deployments and the graph they form, handles' options, the current call,
 * failures. Values here are immutable; everything that runs lives behind {@link
 * dev.penstock.spi.Engine}. May import {@code dev.penstock.spi} and nothing else of Penstock.
 */
@NullMarked
package dev.penstock;

import org.jspecify.annotations.NullMarked;
