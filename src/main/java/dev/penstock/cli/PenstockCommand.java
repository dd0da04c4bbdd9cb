package dev.penstock.cli;

import dev.penstock.durable.RequestState;
import dev.penstock.graph.GraphFormat;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line as a whole: what stands before the name of a command. */
@Command(
    name = "penstock",
    description = "Serves machine-learning pipelines on the JVM.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:done", "1:failed while running", "2:wrong usage or configuration"})
final class PenstockCommand {
  private PenstockCommand() {}

  /** The command line over those parts of the system. */
  static CommandLine over(FileChecker checker, NodeStarter starter) {
    CommandLine line =
        new CommandLine(new PenstockCommand())
            .addSubcommand(new RunCommand(checker, starter))
            .addSubcommand(new ValidateCommand(checker))
            .addSubcommand(new GraphCommand(checker))
            .addSubcommand(new StatusCommand(System.getenv()))
            .addSubcommand(new StoreCommand(InstantSource.system()))
            .addSubcommand(
                new CommandLine(new AsyncCommand())
                    .addSubcommand(new AsyncCommand.Show())
                    .addSubcommand(new AdoptCommand(System.getenv())))
            .addSubcommand(new NewCommand())
            .addSubcommand(new SchemaCommand())
            .addSubcommand(new CompletionCommand())
            .registerConverter(GraphFormat.class, oneOf(GraphFormat.class))
            .registerConverter(LogFormat.class, oneOf(LogFormat.class))
            .registerConverter(StatusFormat.class, oneOf(StatusFormat.class))
            .registerConverter(RequestState.class, oneOf(RequestState.class))
            .setParameterExceptionHandler(PenstockCommand::refuse)
            .setExecutionExceptionHandler(PenstockCommand::fail);
    line.getCommandSpec().addOption(help()).addOption(version());
    line.getSubcommands().values().forEach(each -> each.getCommandSpec().addOption(help()));
    return line;
  }

  /** Reads a constant by its word, in whatever case, and lists all words if there is none such. */
  private static <E extends Enum<E>> ITypeConverter<E> oneOf(Class<E> type) {
    List<E> all = List.of(type.getEnumConstants());
    return word ->
        all.stream()
            .filter(constant -> constant.toString().equalsIgnoreCase(word))
            .findFirst()
            .orElseThrow(
                () ->
                    new TypeConversionException("expected one of " + all + ", was '" + word + "'"));
  }

  private static OptionSpec help() {
    return OptionSpec.builder("-h", "--help")
        .usageHelp(true)
        .arity("0")
        .description("Show this help.")
        .build();
  }

  private static OptionSpec version() {
    return OptionSpec.builder("-V", "--version")
        .versionHelp(true)
        .arity("0")
        .description("Show the version.")
        .build();
  }

  private static int refuse(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = line.getErr();
    err.println("error: " + tell(e));
    err.println("See '" + line.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.REFUSED.status();
  }

  private static String tell(ParameterException e) {
    CommandLine line = e.getCommandLine();
    if (line.getParent() == null && e instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      if (!first.startsWith("-")) {
        String known = String.join(", ", line.getSubcommands().keySet());
        return "unknown command '" + first + "'; there are " + known;
      }
    }
    return String.valueOf(e.getMessage());
  }

  /** An exception that no command expects is a mistake in Penstock, hence the stack. */
  private static int fail(Exception e, CommandLine line, ParseResult parsed) {
    e.printStackTrace(line.getErr());
    return ExitCode.FAILED.status();
  }
}
