package dev.penstock.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One application as written.
 *
 * @param path its JSON path, for problems found later
 * @param name unique among the applications
 * @param route normalised: starts with a slash, ends without one, or is {@code /}
 * @param root name of the deployment that requests go to; none if only other applications call it
 * @param classpath entries as written: jars, folders of classes, {@code lib/*}
 * @param requestTimeout where it differs from the listener's
 * @param propagate lower-case names of request headers that the whole call tree sees
 * @param bearerToken what {@code Authorization: Bearer} must carry, if anything
 * @param cors for scripts of other sites, if they may call it
 * @param async how it takes durable requests, if it is written
 * @param deployments in the order of the file
 */
public record ApplicationConfig(
    String path,
    String name,
    String route,
    Optional<String> root,
    List<String> classpath,
    Optional<Duration> requestTimeout,
    List<String> propagate,
    Optional<String> bearerToken,
    Optional<CorsConfig> cors,
    Optional<AsyncConfig> async,
    List<DeploymentConfig> deployments) {
  /** A copy with other deployments. */
  public ApplicationConfig withDeployments(List<DeploymentConfig> others) {
    return with(classpath, async, List.copyOf(others));
  }

  /** A copy whose durable requests, if it takes any, have their log in another directory. */
  public ApplicationConfig withLogIn(Path directory) {
    return with(classpath, async.map(one -> one.in(directory)), deployments);
  }

  /** A copy without a class path: its classes come from the server's class loader. */
  public ApplicationConfig withoutClasspath() {
    return with(List.of(), async, deployments);
  }

  private ApplicationConfig with(
      List<String> classes, Optional<AsyncConfig> later, List<DeploymentConfig> others) {
    return new ApplicationConfig(
        path,
        name,
        route,
        root,
        classes,
        requestTimeout,
        propagate,
        bearerToken,
        cors,
        later,
        others);
  }
}
