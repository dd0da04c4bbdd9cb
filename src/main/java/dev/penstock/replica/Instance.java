package dev.penstock.replica;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.penstock.Configurable;
import dev.penstock.DeploymentLifecycle;
import dev.penstock.graph.Argument;
import io.vertx.core.Future;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The user's object and the steps of its life. Its methods must run on the replica's thread, but
 * for {@link #start}, which brings each step there itself.
 */
final class Instance {
  private final ReplicaSpec spec;
  private final Object object;

  private Instance(ReplicaSpec spec, Object object) {
    this.spec = spec;
    this.object = object;
  }

  /** The user's object. */
  Object object() {
    return object;
  }

  /** Runs the constructor. */
  static Instance construct(ReplicaSpec spec) {
    try {
      return spec.profile()
          .making(
              () ->
                  new Instance(
                      spec,
                      spec.deployment()
                          .construction()
                          .newInstance(spec.handles(), spec.profile().context())));
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      throw new ReplicaStartException(spec.id(), "constructor", cause == null ? e : cause);
    } catch (Exception | LinkageError e) {
      throw new ReplicaStartException(spec.id(), "constructor", e);
    }
  }

  /**
   * Configures and starts the object, and probes it once. On failure it has been stopped, if that
   * is possible within the time that its calls have at a shutdown. Any thread.
   *
   * @param firstProbe probes it on its thread, within the time that a probe may take
   */
  Future<Void> start(CallThreads threads, Supplier<Future<Void>> firstProbe) {
    // Each step by itself: what a user's future ends on need not be a thread of the replica.
    return threads
        .run(() -> step("configure", this::configure))
        .compose(
            configured ->
                threads.run(
                    () -> step("start", () -> lifecycle(l -> l.start(spec.profile().context())))))
        .compose(started -> step("first health check", firstProbe::get))
        .recover(
            failure ->
                threads
                    .run(this::stop)
                    .timeout(spec.deployment().shutdownTimeout().toMillis() + 1, MILLISECONDS)
                    .transform(stopped -> Future.failedFuture(failure)));
  }

  /** Probes the object; succeeds if it has no probe. */
  Future<Void> checkHealth() {
    return attempt(() -> lifecycle(DeploymentLifecycle::checkHealth));
  }

  /** Whether the class has a probe of its own. */
  boolean hasHealthCheck() {
    if (!(object instanceof DeploymentLifecycle)) {
      return false;
    }
    try {
      return object.getClass().getMethod("checkHealth").getDeclaringClass()
          != DeploymentLifecycle.class;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stops the object. */
  Future<Void> stop() {
    return attempt(() -> lifecycle(DeploymentLifecycle::stop));
  }

  private Future<Void> configure() {
    Argument.Value value = spec.deployment().configuration().orElse(null);
    if (value == null || !(object instanceof Configurable<?>)) {
      return Future.succeededFuture();
    }
    Object config = value.newValue();
    if (config == null) {
      return Future.failedFuture(new NullPointerException("userConfig is null"));
    }
    @SuppressWarnings("unchecked") // The graph has bound the value to the type argument.
    Configurable<Object> configurable = (Configurable<Object>) object;
    return configurable.configure(config);
  }

  private interface LifecycleStep {
    @Nullable Future<Void> run(DeploymentLifecycle lifecycle);
  }

  private Future<Void> lifecycle(LifecycleStep step) {
    if (!(object instanceof DeploymentLifecycle lifecycle)) {
      return Future.succeededFuture();
    }
    Future<Void> done = step.run(lifecycle);
    return done == null
        ? Future.failedFuture(new NullPointerException("it returned null instead of a Future"))
        : done;
  }

  private Future<Void> step(String name, Callable<Future<Void>> step) {
    return attempt(() -> spec.profile().making(step))
        .recover(
            failure -> Future.failedFuture(new ReplicaStartException(spec.id(), name, failure)));
  }

  /** Whatever a step throws is its failure: nobody else waits for its end. */
  private static Future<Void> attempt(Callable<Future<Void>> step) {
    try {
      return step.call();
    } catch (Throwable thrown) {
      return Future.failedFuture(thrown);
    }
  }
}
