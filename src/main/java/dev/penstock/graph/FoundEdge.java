package dev.penstock.graph;

/**
 * An edge with the JSON path of its handle, for problems.
 *
 * @param path of the handle
 */
record FoundEdge(GraphEdge edge, String path) {}
