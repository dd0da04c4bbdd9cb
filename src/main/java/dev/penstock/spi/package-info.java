/**
 * The one interface by which the public types reach the implementation, found by {@link
 * java.util.ServiceLoader}. Stateless. May import {@code dev.penstock} only.
 */
@NullMarked
package dev.penstock.spi;

import org.jspecify.annotations.NullMarked;
