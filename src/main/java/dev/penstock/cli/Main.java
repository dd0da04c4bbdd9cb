package dev.penstock.cli;

import dev.penstock.StartFailedException;
import dev.penstock.message.Contract;
import io.vertx.core.Future;

/** Where the JVM starts. */
public final class Main {
  private Main() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] args) {
    // A server has no screen; user code that handles pictures must not look for one.
    System.getProperties().putIfAbsent("java.awt.headless", "true");
    FileChecker checker = new GraphFiles(System.getenv(), Contract::problems);
    NodeStarter starter =
        (config, graphs) ->
            Future.failedFuture(
                new StartFailedException("this build has no node", new Exception()));
    System.exit(PenstockCommand.over(checker, starter).execute(args));
  }
}
