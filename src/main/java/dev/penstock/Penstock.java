package dev.penstock;

import dev.penstock.spi.Engine;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;

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
    return Launch.await(Engine.get().start(config));
  }

  /**
   * Settings for applications that are wired in Java: the keys of a configuration file except
   * {@code applications}, for example {@code {"http": {"port": 0}}}.
   */
  static Launch settings(JsonObject settings) {
    return new Launch(settings.copy());
  }

  /** Where the node listens, for example {@code http://127.0.0.1:8000}. */
  String url();

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

  /** Settings, ready to start applications with. */
  final class Launch {
    private final JsonObject settings;

    private Launch(JsonObject settings) {
      this.settings = settings;
    }

    /** Starts the applications and waits until they serve. */
    public Penstock run(Application... applications) {
      return await(start(applications));
    }

    /** Starts the applications; the future succeeds when they serve. */
    public Future<Penstock> start(Application... applications) {
      return Engine.get().start(settings, List.of(applications));
    }

    private static Penstock await(Future<Penstock> started) {
      return Engine.get().await(started);
    }
  }
}
