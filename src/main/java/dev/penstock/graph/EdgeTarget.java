package dev.penstock.graph;

/**
 * A deployment that an edge leads to.
 *
 * @param application its application
 * @param deployment its name there
 * @param weight its share of the calls, relative to the other targets of the edge; not negative
 */
public record EdgeTarget(String application, String deployment, int weight) {
  /** Unique within a cluster: {@code application/deployment}. */
  public String id() {
    return application + "/" + deployment;
  }
}
