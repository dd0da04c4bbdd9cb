package dev.penstock.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.HealthCheck;
import dev.penstock.Threading;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One deployment as written.
 *
 * @param path its JSON path, for problems found later
 * @param name unique within its application
 * @param type the class
 * @param contract name of the interface by which a plain root is called, if it implements several
 * @param args an object (by parameter name) or an array (by position), handles still as {@code
 *     $handle} objects
 * @param replicas number of replicas, empty if not written
 * @param threading the threads
 * @param threads worker threads per replica
 * @param interruptible whether the thread of a call that is given up is interrupted
 * @param maxOngoing hard limit of calls per replica, empty for the default of the threading
 * @param maxQueued limit of waiting calls per calling edge
 * @param router how a replica is chosen
 * @param userConfig JSON for {@code Configurable}
 * @param health probing
 * @param shutdownTimeout time to finish calls
 * @param placement where in a cluster its replicas may run
 */
public record DeploymentConfig(
    String path,
    String name,
    ClassRef type,
    Optional<String> contract,
    JsonNode args,
    OptionalInt replicas,
    Threading threading,
    int threads,
    boolean interruptible,
    OptionalInt maxOngoing,
    int maxQueued,
    RouterRef router,
    Optional<JsonNode> userConfig,
    HealthCheck health,
    Duration shutdownTimeout,
    PlacementConfig placement) {
  public static final int DEFAULT_MAX_QUEUED = 1000;

  /**
   * What is served in place of this deployment when {@code object} is: one replica on an event
   * loop, whatever the options are. How requests reach a root stays as it is.
   */
  public DeploymentConfig replacedBy(Object object) {
    return new DeploymentConfig(
        path,
        name,
        new ClassRef.Instance(object),
        contract,
        JsonNodeFactory.instance.arrayNode(),
        OptionalInt.empty(),
        Threading.EVENT_LOOP,
        1,
        false,
        OptionalInt.empty(),
        DEFAULT_MAX_QUEUED,
        new RouterRef.BuiltIn(Routing.POWER_OF_TWO),
        Optional.empty(),
        HealthCheck.DEFAULT,
        shutdownTimeout,
        PlacementConfig.ANYWHERE);
  }
}
