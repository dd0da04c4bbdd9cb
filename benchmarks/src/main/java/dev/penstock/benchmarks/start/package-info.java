/** How long a node takes to start and what memory it then has, next to a bare Vert.x Web server. */
@NullMarked
package dev.penstock.benchmarks.start;

import org.jspecify.annotations.NullMarked;
