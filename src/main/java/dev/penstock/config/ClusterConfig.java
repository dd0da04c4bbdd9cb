package dev.penstock.config;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster that a node is part of.
 *
 * @param enabled whether the node looks for others
 * @param name only nodes of the same name find each other
 * @param host address of this node, where the others reach it
 * @param port port of this node's membership; 0 takes a free one
 * @param members {@code host:port} of nodes to join by, this one may be among them
 * @param transferPort where this node hands its objects to other hosts; 0 takes a free one
 * @param secret what the nodes prove to each other to know; none lets any node in
 * @param hazelcast a file of Hazelcast's own that says how nodes find each other, instead of {@code
 *     members}
 * @param node name of this node, by which deployments are placed on it; its address if there is
 *     none
 * @param resources what replicas may take of this node, by name
 * @param quorum how many nodes must see each other so that replicas are placed
 * @param onMinority what a node does while it sees fewer
 * @param leaveNotice how long a node that is told to stop goes on taking requests while it says
 *     that it is not ready: who sends them hears of it meanwhile
 */
public record ClusterConfig(
    boolean enabled,
    String name,
    String host,
    int port,
    int transferPort,
    Optional<Secret> secret,
    List<String> members,
    Optional<Path> hazelcast,
    Optional<String> node,
    Map<String, BigDecimal> resources,
    int quorum,
    OnMinority onMinority,
    Duration leaveNotice) {
  public static final String DEFAULT_NAME = "penstock";
  public static final int DEFAULT_PORT = 5701;
  public static final Duration DEFAULT_LEAVE_NOTICE = Duration.ofSeconds(2);

  /** All defaults: a node that is alone. */
  public static ClusterConfig defaults() {
    return new ClusterConfig(
        false,
        DEFAULT_NAME,
        HttpConfig.DEFAULT_HOST,
        DEFAULT_PORT,
        0,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        1,
        OnMinority.SERVE,
        DEFAULT_LEAVE_NOTICE);
  }
}
