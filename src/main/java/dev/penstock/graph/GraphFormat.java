package dev.penstock.graph;

import java.util.List;

/** Ways to show graphs to people and programs. */
public enum GraphFormat {
  /** A tree per application, for a terminal. */
  TEXT("text"),
  /** A flowchart in Mermaid's language. */
  MERMAID("mermaid"),
  /** All applications with their deployments and edges. */
  JSON("json");

  private final String key;

  GraphFormat(String key) {
    this.key = key;
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return key;
  }

  /** The graphs as text that ends with a line break. */
  public String print(List<ApplicationGraph> applications) {
    return switch (this) {
      case TEXT -> TextGraph.print(applications);
      case MERMAID -> MermaidGraph.print(applications);
      case JSON -> JsonGraph.print(applications);
    };
  }
}
