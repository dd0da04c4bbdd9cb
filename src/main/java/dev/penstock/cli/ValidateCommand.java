package dev.penstock.cli;

import dev.penstock.graph.ApplicationGraph;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code penstock validate FILE}: checks a configuration and starts nothing. */
@Command(name = "validate", description = "Check a configuration without starting it.")
final class ValidateCommand implements Callable<Integer> {
  private final FileChecker checker;
  @Mixin private final ConfigurationArguments configuration = new ConfigurationArguments();
  @Spec private CommandSpec spec = CommandSpec.create();

  ValidateCommand(FileChecker checker) {
    this.checker = checker;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    try (CheckedFile checked = configuration.check(checker, err)) {
      if (!checked.isSound()) {
        return ExitCode.REFUSED.status();
      }
      int deployments =
          checked.graphs().stream().map(ApplicationGraph::deployments).mapToInt(List::size).sum();
      spec.commandLine()
          .getOut()
          .printf(
              "%s is valid: %s, %s%n",
              checked.config().source(),
              Counted.of(checked.graphs().size(), "application"),
              Counted.of(deployments, "deployment"));
      return ExitCode.DONE.status();
    }
  }
}
