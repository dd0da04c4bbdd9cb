package dev.penstock.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Ways to show graphs to people and programs. */
public enum GraphFormat {
  /** A tree per application, for a terminal. */
  TEXT("text"),
  /** A flowchart in Mermaid's language. */
  MERMAID("mermaid"),
  /** An array of applications with their deployments and edges. */
  JSON("json");

  private final String key;

  GraphFormat(String key) {
    this.key = key;
  }

  /** The name used on the command line. */
  public String key() {
    return key;
  }

  /** The format with that {@link #key()}. */
  public static Optional<GraphFormat> ofKey(String key) {
    return Arrays.stream(values()).filter(f -> f.key.equals(key)).findFirst();
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
