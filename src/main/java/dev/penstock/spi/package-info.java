/**
 * The one interface by which the public types reach the implementation, which {@link
 * java.util.ServiceLoader} finds on first use, and what streams on both sides of it count by.
 * Stateless but for that one reference. May import {@code dev.penstock} only; the two know each
 * other, as no other pair of packages does.
 */
@NullMarked
package dev.penstock.spi;

import org.jspecify.annotations.NullMarked;
