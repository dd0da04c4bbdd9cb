package dev.penstock;

import dev.penstock.spi.Engine;
import dev.penstock.spi.LaunchSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A running node: its applications are served until it is closed. Methods may be called from any
 * thread; those that wait must not be called on an event loop.
 */
public interface Penstock extends AutoCloseable {
  /**
   * Starts applications with default settings and waits until they serve.
   *
   * @throws ConfigurationException if the graph is refused; nothing has started then
   * @throws StartFailedException if a replica or the listener could not start
   */
  static Penstock run(Application... applications) {
    return settings(new JsonObject()).run(applications);
  }

  /**
   * Starts the applications of a configuration file and waits until they serve.
   *
   * @throws ConfigurationException if the file is refused; nothing has started then
   * @throws StartFailedException if a replica or the listener could not start
   */
  static Penstock run(Path config) {
    return settings(new JsonObject()).run(config);
  }

  /**
   * Settings to start with: the keys of a configuration file except {@code applications}, for
   * example {@code {"http": {"port": 0}}}. Where a file is started they go before what it says.
   */
  static Launch settings(JsonObject settings) {
    return new Launch(
        new LaunchSpec(settings.copy(), null, List.of(), Map.of(), null, failure -> {}));
  }

  /**
   * Where the node listens, for example {@code http://127.0.0.1:8000}.
   *
   * @throws IllegalStateException if it does not: {@code http.enabled} is false
   */
  String url();

  /** Where the listener for operators is, if it is on. */
  Optional<String> adminUrl();

  /** The Vert.x that everything runs on. It is closed with this node, and not otherwise. */
  Vertx vertx();

  /**
   * A handle to a deployment of this node, for code outside of any deployment. Its calls may take
   * as long as a request to the application may; after {@link #close} they fail with {@link
   * Failure#NO_REPLICA}.
   *
   * @param contract an interface that the deployment's class implements, or {@link Handle}
   * @throws IllegalArgumentException if there is no such deployment, or it has another contract
   */
  <T> T handle(String application, String deployment, Class<T> contract);

  /**
   * A handle to a deployment of this node, for code outside of any deployment.
   *
   * @param deployment {@code Name}, or {@code application/Name} where several have that name
   * @throws IllegalArgumentException as {@link #handle(String, String, Class)} does, and if several
   *     applications have such a deployment
   */
  <T> T handle(String deployment, Class<T> contract);

  /**
   * Waits until the node was closed.
   *
   * @throws IllegalStateException on an event loop
   */
  void awaitShutdown();

  /**
   * Finishes requests in flight, stops the applications and the listener, and waits for it; calls
   * that run longer than {@code shutdownTimeout} are given up. Closing twice is closing once.
   *
   * @throws IllegalStateException on an event loop
   */
  @Override
  void close();

  /** What to start, and how. Immutable: each option returns a copy. */
  final class Launch {
    private final LaunchSpec spec;

    private Launch(LaunchSpec spec) {
      this.spec = spec;
    }

    /**
     * A copy that serves an object in place of a deployment, as tests do with a fake. The object is
     * called on one event loop; the deployment's class is not loaded, its arguments and options do
     * not count, and deployments that only it called are left out.
     *
     * @param deployment {@code Name}, or {@code application/Name} where several have that name
     * @param object implements the contracts by which the deployment is called; no {@link
     *     HttpIngress}
     */
    public Launch replace(String deployment, Object object) {
      Map<String, Object> all = new HashMap<>(spec.replacements());
      all.put(deployment, object);
      return new Launch(
          new LaunchSpec(
              spec.settings(),
              spec.file(),
              spec.applications(),
              all,
              spec.classes(),
              spec.onUserFailure()));
    }

    /**
     * A copy whose deployments are classes of that loader, in place of the applications' class
     * paths. Tests want it: deployment, fake and test must mean the same interface.
     */
    public Launch loadedBy(ClassLoader classes) {
      return new Launch(
          new LaunchSpec(
              spec.settings(),
              spec.file(),
              spec.applications(),
              spec.replacements(),
              classes,
              spec.onUserFailure()));
    }

    /** A copy that tells of each failure of user code, on the thread that noticed it. */
    public Launch onUserFailure(Consumer<UserFailure> listener) {
      return new Launch(
          new LaunchSpec(
              spec.settings(),
              spec.file(),
              spec.applications(),
              spec.replacements(),
              spec.classes(),
              listener));
    }

    /** Starts the applications and waits until they serve. */
    public Penstock run(Application... applications) {
      return Engine.get().await(start(applications));
    }

    /** Starts the applications of a configuration file and waits until they serve. */
    public Penstock run(Path config) {
      return Engine.get().await(start(config));
    }

    /** Starts the applications; the future succeeds when they serve. */
    public Future<Penstock> start(Application... applications) {
      return start(null, List.of(applications));
    }

    /** Starts the applications of a configuration file; the future succeeds when they serve. */
    public Future<Penstock> start(Path config) {
      return start(config, List.of());
    }

    private Future<Penstock> start(@Nullable Path file, List<Application> applications) {
      return Engine.get()
          .start(
              new LaunchSpec(
                  spec.settings(),
                  file,
                  applications,
                  spec.replacements(),
                  spec.classes(),
                  spec.onUserFailure()));
    }
  }
}
