package dev.penstock.graph;

/**
 * One handle of a caller to a callee.
 *
 * @param application the application of both
 * @param caller name of the deployment that holds the handle
 * @param parameter where it is injected: a constructor parameter, with {@code [1]} or {@code .key}
 *     inside lists and maps
 * @param callee name of the deployment that is called
 * @param contract the interface of the handle, or {@code dev.penstock.Handle}
 */
public record GraphEdge(
    String application, String caller, String parameter, String callee, Class<?> contract) {
  /** Unique within a node: {@code application/caller.parameter}. */
  public String id() {
    return application + "/" + caller + "." + parameter;
  }
}
