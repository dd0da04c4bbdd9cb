package dev.penstock.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A whole configuration.
 *
 * @param source the file's path as given, or a word for a graph wired in Java
 * @param directory what relative paths are relative to
 * @param http the listener
 * @param shutdownTimeout default time for replicas to finish their calls
 * @param applications in the order of the file
 */
public record PenstockConfig(
    String source,
    Path directory,
    HttpConfig http,
    Duration shutdownTimeout,
    List<ApplicationConfig> applications) {
  /** Time for replicas to finish their calls where nothing is said. */
  public static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(20);
}
