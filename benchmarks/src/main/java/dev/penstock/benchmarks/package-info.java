/** What the benchmarks share: tables of results. */
@NullMarked
package dev.penstock.benchmarks;

import org.jspecify.annotations.NullMarked;
