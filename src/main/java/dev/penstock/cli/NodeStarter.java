package dev.penstock.cli;

import dev.penstock.Penstock;
import dev.penstock.config.PenstockConfig;
import dev.penstock.graph.ApplicationGraph;
import io.vertx.core.Future;
import java.util.List;

/** Starts a node. */
@FunctionalInterface
interface NodeStarter {
  /**
   * Starts the applications.
   *
   * @return the node once everything serves, or a {@link dev.penstock.StartFailedException} after
   *     which nothing runs any more
   */
  Future<? extends Penstock> start(PenstockConfig config, List<ApplicationGraph> graphs);
}
