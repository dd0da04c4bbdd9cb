package dev.penstock.graph;

/**
 * An edge with the handle that it was read from, for problems.
 *
 * @param written with the callees of the edge's targets
 */
record FoundEdge(GraphEdge edge, HandleRef written) {
  /** The JSON path of the handle. */
  String path() {
    return written.path();
  }
}
