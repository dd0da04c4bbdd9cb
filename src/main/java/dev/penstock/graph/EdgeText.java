package dev.penstock.graph;

import dev.penstock.config.DurationText;
import java.util.ArrayList;
import java.util.List;

/** Edges in words, for people. */
final class EdgeText {
  private EdgeText() {}

  /** For example {@code model} or {@code model (95 of 100, sticky header:x-user, timeout 2s)}. */
  static String label(GraphEdge edge, EdgeTarget target) {
    List<String> words = new ArrayList<>();
    if (edge.weighted()) {
      int sum = edge.targets().stream().mapToInt(EdgeTarget::weight).sum();
      words.add(target.weight() + " of " + sum);
    }
    EdgeOptions options = edge.options();
    options.sticky().ifPresent(sticky -> words.add("sticky " + sticky.key()));
    options.timeout().ifPresent(timeout -> words.add("timeout " + DurationText.of(timeout)));
    if (options.idempotent()) {
      words.add("idempotent");
    }
    return words.isEmpty()
        ? edge.parameter()
        : edge.parameter() + " (" + String.join(", ", words) + ")";
  }

  /** The title of an application. */
  static String title(ApplicationGraph graph) {
    return graph.root().isPresent()
        ? graph.name() + " at " + graph.route()
        : graph.name() + " (no root: only other applications call it)";
  }
}
