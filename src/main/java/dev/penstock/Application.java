package dev.penstock;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A graph of deployments, mounted at a route. Immutable: each option returns a copy. */
public final class Application {
  private final String name;
  private final BoundDeployment<?> root;
  private final String route;
  private final @Nullable Duration requestTimeout;

  private Application(
      String name, BoundDeployment<?> root, String route, @Nullable Duration requestTimeout) {
    this.name = name;
    this.root = root;
    this.route = route;
    this.requestTimeout = requestTimeout;
  }

  /** An application at route {@code /} whose requests go to {@code root}. */
  public static Application of(String name, BoundDeployment<?> root) {
    return new Application(name, root, "/", null);
  }

  /** A copy mounted at that route, for example {@code /calc}. */
  public Application route(String route) {
    return new Application(name, root, route, requestTimeout);
  }

  /** A copy whose requests end after that time, instead of {@code http.requestTimeout}. */
  public Application requestTimeout(Duration timeout) {
    return new Application(name, root, route, timeout);
  }

  /** The application's name. */
  public String name() {
    return name;
  }

  /** The deployment that requests go to. */
  public BoundDeployment<?> root() {
    return root;
  }

  /** The path prefix of its requests. */
  public String route() {
    return route;
  }

  /** The time a request may take, where it differs from {@code http.requestTimeout}. */
  public Optional<Duration> requestTimeout() {
    return Optional.ofNullable(requestTimeout);
  }
}
