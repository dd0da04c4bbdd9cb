/**
 * Makes the actual state equal the desired one: a pure planner compares the two, a runner carries
 * out its steps. The controller owns both states, confined to one event-loop context. In a cluster
 * a leader places the replicas on nodes, by a pure placement, and each node follows its part of
 * that; this is confined to the thread of the cluster. May import {@code dev.penstock}, {@code
 * config}, {@code graph}, {@code cluster} and {@code message}.
 */
@NullMarked
package dev.penstock.controller;

import org.jspecify.annotations.NullMarked;
