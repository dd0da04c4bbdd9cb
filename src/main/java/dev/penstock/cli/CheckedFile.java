package dev.penstock.cli;

import dev.penstock.Problem;
import dev.penstock.config.PenstockConfig;
import dev.penstock.graph.ApplicationGraph;
import java.util.List;

/**
 * A configuration file and what came of it. Closing it closes the class loaders of its
 * applications: for commands that start none.
 *
 * @param config what was read, with defaults in place of what was wrong
 * @param graphs the applications; incomplete if there are errors
 * @param problems all errors and warnings, in the order of the file
 */
record CheckedFile(PenstockConfig config, List<ApplicationGraph> graphs, List<Problem> problems)
    implements AutoCloseable {
  /** Whether nothing in it keeps it from starting. */
  boolean isSound() {
    return problems.stream().noneMatch(Problem::isError);
  }

  @Override
  public void close() {
    graphs.forEach(ApplicationGraph::closeLoader);
  }
}
