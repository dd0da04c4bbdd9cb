package dev.penstock.graph;

import java.util.List;

/**
 * One handle of a caller.
 *
 * @param application the application of the caller
 * @param caller name of the deployment that holds the handle
 * @param parameter where it is injected: a constructor parameter, with {@code [1]} or {@code .key}
 *     inside lists and maps
 * @param targets whom its calls go to: one, or several by weight; in the order of their ids, so
 *     that the order of writing makes no difference
 * @param contract the interface of the handle, or {@code dev.penstock.Handle}
 * @param options what its calls have in common
 */
public record GraphEdge(
    String application,
    String caller,
    String parameter,
    List<EdgeTarget> targets,
    Class<?> contract,
    EdgeOptions options) {
  /** Copies the list. */
  public GraphEdge {
    targets = List.copyOf(targets);
  }

  /** A plain edge to one deployment of the same application. */
  public static GraphEdge of(
      String application, String caller, String parameter, String callee, Class<?> contract) {
    return new GraphEdge(
        application,
        caller,
        parameter,
        List.of(new EdgeTarget(application, callee, 1)),
        contract,
        EdgeOptions.NONE);
  }

  /** Unique within a node: {@code application/caller.parameter}. */
  public String id() {
    return application + "/" + caller + "." + parameter;
  }

  /** Whether calls are distributed by weight. */
  public boolean weighted() {
    return targets.size() > 1;
  }
}
