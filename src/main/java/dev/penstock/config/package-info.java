/**
 * Configuration: JSON, or applications wired in Java, read once into checked records. Collects all
 * problems, puts the default in place of a bad value, and goes on. Stateless. May import {@code
 * dev.penstock} only.
 */
@NullMarked
package dev.penstock.config;

import org.jspecify.annotations.NullMarked;
