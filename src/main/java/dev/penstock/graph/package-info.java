/**
 * An application as a directed acyclic graph, and every check on it. The graph is an immutable
 * value: deployments with their constructors, and edges as things of their own. May import {@code
 * dev.penstock} and {@code dev.penstock.config}.
 */
@NullMarked
package dev.penstock.graph;

import org.jspecify.annotations.NullMarked;
