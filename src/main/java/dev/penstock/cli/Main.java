package dev.penstock.cli;

import dev.penstock.message.Contract;
import dev.penstock.node.Node;

/** Where the JVM starts. */
public final class Main {
  private Main() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] args) {
    // A server has no screen; user code that handles pictures must not look for one.
    System.getProperties().putIfAbsent("java.awt.headless", "true");
    FileChecker checker = new GraphFiles(System.getenv(), Contract::problems);
    System.exit(
        PenstockCommand.over(checker, (config, graphs) -> Node.start(config, graphs, failure -> {}))
            .execute(args));
  }
}
