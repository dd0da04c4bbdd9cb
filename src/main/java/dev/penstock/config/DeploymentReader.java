package dev.penstock.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.penstock.HealthCheck;
import dev.penstock.Threading;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes the record of one deployment from its JSON object. */
final class DeploymentReader {
  private static final int MAX_REPLICAS = 10_000;
  private static final int MAX_THREADS = 4096;

  private DeploymentReader() {}

  static DeploymentConfig read(String name, ObjectCursor in, Duration shutdownTimeout) {
    ClassRef type = type(in);
    Optional<String> contract = in.text("contract");
    JsonNode args = in.any("args").orElseGet(JsonNodeFactory.instance::objectNode);
    if (!args.isContainerNode()) {
      in.problem(
          "args",
          "must be an object {} by parameter name or an array [] by position, was "
              + Shown.value(args));
      args = JsonNodeFactory.instance.objectNode();
    }
    OptionalInt replicas = in.integer("replicas", 1, MAX_REPLICAS);
    Threading threading =
        in.choice(
                "threading",
                Arrays.stream(Threading.values()).map(Threading::key).toList(),
                Threading::ofKey)
            .orElse(Threading.EVENT_LOOP);
    OptionalInt threads = in.integer("threads", 1, MAX_THREADS);
    if (threads.isPresent() && threading != Threading.WORKER) {
      in.problem(
          "threads",
          "only \"threading\": \"worker\" has threads, was "
              + threads.getAsInt()
              + " with \""
              + threading.key()
              + "\"");
    }
    boolean interruptible = in.flag("interruptible", false);
    if (interruptible && threading == Threading.EVENT_LOOP) {
      in.problem(
          "interruptible",
          "only \"threading\": \"worker\" and \"virtual\" have threads that may be interrupted, was"
              + " true with \""
              + threading.key()
              + "\"");
    }
    OptionalInt maxOngoing = in.integer("maxOngoing", 1, Integer.MAX_VALUE);
    int maxQueued =
        in.integer("maxQueued", 0, Integer.MAX_VALUE).orElse(DeploymentConfig.DEFAULT_MAX_QUEUED);
    RouterRef router = router(in);
    Optional<JsonNode> userConfig = in.any("userConfig");
    HealthCheck health =
        in.object("health").map(DeploymentReader::health).orElse(HealthCheck.DEFAULT);
    Duration ownTimeout = in.positiveDuration("shutdownTimeout").orElse(shutdownTimeout);
    PlacementConfig placement = PlacementReader.placement(in);
    in.refuseUnknownKeys();
    return new DeploymentConfig(
        in.path(),
        name,
        type,
        contract,
        args,
        replicas,
        threading,
        threads.orElse(1),
        interruptible,
        maxOngoing,
        maxQueued,
        router,
        userConfig,
        health,
        ownTimeout,
        placement);
  }

  private static ClassRef type(ObjectCursor in) {
    Optional<JsonNode> written = in.any("class");
    if (written.isPresent()
        && written.get() instanceof POJONode java
        && java.getPojo() instanceof Class<?> type) {
      return new ClassRef.Loaded(type);
    }
    String name = in.requiredText("class", "the Java class of the deployment");
    return name.isEmpty() ? new ClassRef.Unreadable() : new ClassRef.Named(name.strip());
  }

  /** A policy by its word, or a class: its name has a dot, or it is a class itself. */
  private static RouterRef router(ObjectCursor in) {
    Optional<JsonNode> written = in.any("router");
    if (written.isPresent()
        && written.get() instanceof POJONode java
        && java.getPojo() instanceof Class<?> type) {
      return new RouterRef.Custom(new ClassRef.Loaded(type));
    }
    if (written.isPresent()
        && written.get().isTextual()
        && written.get().textValue().contains(".")) {
      return new RouterRef.Custom(new ClassRef.Named(written.get().textValue().strip()));
    }
    return new RouterRef.BuiltIn(
        in.choice(
                "router",
                Arrays.stream(Routing.values()).map(Routing::key).toList(),
                "or a class that implements RoutingPolicy, by its full name",
                Routing::ofKey)
            .orElse(Routing.POWER_OF_TWO));
  }

  private static HealthCheck health(ObjectCursor in) {
    HealthCheck read =
        new HealthCheck(
            in.positiveDuration("period").orElse(HealthCheck.DEFAULT.period()),
            in.positiveDuration("timeout").orElse(HealthCheck.DEFAULT.timeout()),
            in.integer("failures", 1, Integer.MAX_VALUE).orElse(HealthCheck.DEFAULT.failures()));
    in.refuseUnknownKeys();
    return read;
  }
}
