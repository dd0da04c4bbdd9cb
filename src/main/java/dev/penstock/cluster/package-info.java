/**
 * Which nodes there are, and which replicas serve where. The directory owns the views, which are
 * immutable snapshots; a replica's slots are shared by all callers of the node; what each node
 * tells of itself is written by that node alone, and what is to run where by a leader alone. May
 * import {@code dev.penstock.config} and {@code message}.
 */
@NullMarked
package dev.penstock.cluster;

import org.jspecify.annotations.NullMarked;
