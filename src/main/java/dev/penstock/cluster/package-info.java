/**
 * Which replicas serve where, and which nodes there are. The directory owns the views, which are
 * immutable snapshots; a replica's slots are shared by all callers of the node. May import {@code
 * dev.penstock.config} and {@code message}.
 */
@NullMarked
package dev.penstock.cluster;

import org.jspecify.annotations.NullMarked;
