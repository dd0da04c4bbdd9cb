package dev.penstock.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code penstock schema}: prints the JSON Schema of the configuration file. */
@Command(
    name = "schema",
    description = "Print the JSON Schema of the configuration, so that editors complete and check.",
    footer = {"", "Save it, and name the file in the configuration, as \"$schema\"."})
final class SchemaCommand implements Callable<Integer> {
  private static final String RESOURCE = "config.schema.json";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    spec.commandLine().getOut().print(text());
    spec.commandLine().getOut().flush();
    return ExitCode.DONE.status();
  }

  /** The schema, ending with a line break. */
  static String text() throws IOException {
    return OwnResource.text(RESOURCE);
  }
}
