package dev.penstock.cli;

import dev.penstock.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments by which every command takes its configuration. Filled by picocli. */
final class ConfigurationArguments {
  @Parameters(paramLabel = "FILE", description = "The configuration, JSON with comments.")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Set a value, such as http.maxBody=1MiB, in place of the file's. Repeatable.")
  private List<String> overrides = new ArrayList<>();

  /** The file. */
  Path file() {
    if (file == null) {
      throw new IllegalStateException("the command line was not parsed");
    }
    return file;
  }

  /** Checks the file and prints what is wrong with it, warnings included. */
  CheckedFile check(FileChecker checker, PrintWriter err) {
    return check(checker, List.of(), "", err);
  }

  /**
   * Checks the file and prints what is wrong with it, warnings included.
   *
   * @param consequence of errors, put after their number
   */
  CheckedFile check(
      FileChecker checker, List<String> moreOverrides, String consequence, PrintWriter err) {
    List<String> all = new ArrayList<>(overrides);
    all.addAll(moreOverrides);
    CheckedFile checked = checker.check(file(), all);
    checked.problems().stream().filter(problem -> !problem.isError()).forEach(err::println);
    List<Problem> errors = checked.problems().stream().filter(Problem::isError).toList();
    errors.forEach(err::println);
    if (!errors.isEmpty()) {
      err.println(file() + ": " + Counted.of(errors.size(), "error") + consequence);
    }
    err.flush();
    return checked;
  }
}
