package dev.penstock.cli;

import dev.penstock.graph.GraphFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code penstock graph FILE}: prints deployments and edges of a configuration. */
@Command(name = "graph", description = "Print the deployments and edges of a configuration.")
final class GraphCommand implements Callable<Integer> {
  private final FileChecker checker;
  @Mixin private final ConfigurationArguments configuration = new ConfigurationArguments();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text (default), mermaid or json.")
  private GraphFormat format = GraphFormat.TEXT;

  GraphCommand(FileChecker checker) {
    this.checker = checker;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    try (CheckedFile checked = configuration.check(checker, err)) {
      if (!checked.isSound()) {
        return ExitCode.REFUSED.status();
      }
      PrintWriter out = spec.commandLine().getOut();
      out.print(format.print(checked.graphs()));
      out.flush(); // that of the terminal flushes at println only
      return ExitCode.DONE.status();
    }
  }
}
