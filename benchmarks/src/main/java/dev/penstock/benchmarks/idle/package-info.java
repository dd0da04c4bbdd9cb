/** What a connection costs that waits for its next request. */
@NullMarked
package dev.penstock.benchmarks.idle;

import org.jspecify.annotations.NullMarked;
