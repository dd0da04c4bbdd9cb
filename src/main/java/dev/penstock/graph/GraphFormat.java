package dev.penstock.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Ways to show graphs to people and programs. */
public enum GraphFormat {
  /** A tree per application, for a terminal. */
  TEXT("text", TextGraph::print),
  /** A flowchart in Mermaid's language. */
  MERMAID("mermaid", MermaidGraph::print),
  /** An array of applications with their deployments and edges. */
  JSON("json", JsonGraph::print);

  private final String key;
  private final Function<List<ApplicationGraph>, String> printer;

  GraphFormat(String key, Function<List<ApplicationGraph>, String> printer) {
    this.key = key;
    this.printer = printer;
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
    return printer.apply(applications);
  }
}
