package dev.penstock.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code penstock completion}: prints a script by which a shell completes the command line. */
@Command(
    name = "completion",
    description = "Print a script by which bash and zsh complete this command line.",
    footer = {
      "",
      "It completes a command of one word. In the shell's startup file:",
      "  penstock() { java -jar /path/to/penstock.jar \"$@\"; }",
      "  source <(penstock completion)"
    })
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--name",
      paramLabel = "WORD",
      description = "The function, alias or script that starts Penstock; penstock by default.")
  private String name = "penstock";

  @Override
  public Integer call() {
    // The script holds the name as a word and in names of its functions.
    if (!name.matches("[A-Za-z_][A-Za-z0-9_-]*")) {
      throw new ParameterException(spec.commandLine(), "'" + name + "' is no word for a command");
    }
    spec.commandLine().getOut().print(AutoComplete.bash(name, spec.root().commandLine()));
    spec.commandLine().getOut().flush();
    return ExitCode.DONE.status();
  }
}
