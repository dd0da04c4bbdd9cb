/**
 * What is counted, and the list of all meters. Recording is a few plain writes where one thread
 * owns the numbers, and atomic ones elsewhere; reading never stops a writer. May import {@code
 * dev.penstock}.
 */
@NullMarked
package dev.penstock.metrics;

import org.jspecify.annotations.NullMarked;
