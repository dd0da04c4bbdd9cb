package dev.penstock;

import java.util.Locale;

/**
 * One thing that is wrong with a configuration or a graph.
 *
 * @param path where, as a JSON path such as {@code $.applications[0].deployments.Model.replicas}
 * @param message what was wrong, with the value, and what to do
 * @param severity whether it keeps the graph from starting
 */
public record Problem(String path, String message, Severity severity) {
  /** Whether a problem keeps the graph from starting. */
  public enum Severity {
    /** Nothing starts. */
    ERROR,
    /** Reported, and the graph starts. */
    WARNING
  }

  /** A problem that keeps the graph from starting. */
  public static Problem error(String path, String message) {
    return new Problem(path, message, Severity.ERROR);
  }

  /** A problem that is reported and does no harm yet. */
  public static Problem warning(String path, String message) {
    return new Problem(path, message, Severity.WARNING);
  }

  /** Whether this problem keeps the graph from starting. */
  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** One line: {@code error: path: message}. */
  @Override
  public String toString() {
    return severity.name().toLowerCase(Locale.ROOT) + ": " + path + ": " + message;
  }
}
