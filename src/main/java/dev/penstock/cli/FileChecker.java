package dev.penstock.cli;

import java.nio.file.Path;
import java.util.List;

/** Reads a configuration file and makes the graphs of its applications. */
@FunctionalInterface
interface FileChecker {
  /**
   * Checks a file; what is wrong with it, even that it is not there, is among the problems.
   *
   * @param overrides values put in place of the file's, each {@code path=value}
   */
  CheckedFile check(Path file, List<String> overrides);
}
