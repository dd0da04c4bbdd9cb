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
 * @param admin the listener for operators
 * @param store the object store
 * @param cluster the cluster that the node is part of
 * @param abandonAfter how long a call whose caller has given up may run on before its slot is freed
 * @param shutdownTimeout default time for replicas to finish their calls
 * @param applications in the order of the file
 */
public record PenstockConfig(
    String source,
    Path directory,
    HttpConfig http,
    AdminConfig admin,
    StoreConfig store,
    ClusterConfig cluster,
    Duration abandonAfter,
    Duration shutdownTimeout,
    List<ApplicationConfig> applications) {
  /** How long a call may run on that nobody waits for, where nothing is said. */
  public static final Duration DEFAULT_ABANDON_AFTER = Duration.ofSeconds(30);

  /** Time for replicas to finish their calls where nothing is said. */
  public static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(20);

  /** A copy with other applications. */
  public PenstockConfig withApplications(List<ApplicationConfig> others) {
    return new PenstockConfig(
        source,
        directory,
        http,
        admin,
        store,
        cluster,
        abandonAfter,
        shutdownTimeout,
        List.copyOf(others));
  }

  /**
   * The same, but where it takes free ports it takes these: for a node that follows another.
   *
   * @param httpPort of the listener; 0 for a free one
   * @param adminPort of the listener for operators; 0 for a free one
   */
  public PenstockConfig onPorts(int httpPort, int adminPort) {
    return new PenstockConfig(
        source,
        directory,
        http.port() == 0 ? http.withPort(httpPort) : http,
        admin.port() == 0 ? admin.withPort(adminPort) : admin,
        store,
        cluster,
        abandonAfter,
        shutdownTimeout,
        applications);
  }
}
