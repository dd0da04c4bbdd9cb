package dev.penstock;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration or graph that was refused before anything started, with all its problems. */
public final class ConfigurationException extends RuntimeException {
  private final String source;
  private final List<Problem> problems;

  /**
   * A refusal.
   *
   * @param source the file, or what else was checked
   * @param problems everything that was found, at least one error
   */
  public ConfigurationException(String source, List<Problem> problems) {
    super(
        source
            + ": "
            + problems.stream().filter(Problem::isError).count()
            + (problems.stream().filter(Problem::isError).count() == 1 ? " error" : " errors")
            + problems.stream().map(p -> "\n  " + p).collect(Collectors.joining()));
    this.source = source;
    this.problems = List.copyOf(problems);
  }

  /** The file, or what else was checked. */
  public String source() {
    return source;
  }

  /** All errors and warnings, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }
}
