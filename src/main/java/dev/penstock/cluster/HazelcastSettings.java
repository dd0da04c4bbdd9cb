package dev.penstock.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.FileSystemXmlConfig;
import com.hazelcast.config.FileSystemYamlConfig;
import com.hazelcast.config.InvalidConfigurationException;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.ReplicatedMapConfig;
import com.hazelcast.config.TcpIpConfig;
import dev.penstock.config.ClusterConfig;
import dev.penstock.message.RequestIds;
import java.io.FileNotFoundException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What Hazelcast is told for a cluster: how nodes find each other, and how soon one is missed. */
public final class HazelcastSettings {
  /** What {@link ClusterMembers} keeps there: what each node tells of itself. */
  static final String NODES = "penstock.nodes";

  /**
   * The attribute of a member that is its id. Its own id of Hazelcast changes when two halves of a
   * cluster meet again.
   */
  static final String NODE_ID = "penstock.node";

  /** What {@link HazelcastDesired} keeps there: which node is to run what. */
  static final String DESIRED = "penstock.desired";

  /**
   * No calls home, no waiting for others that may never come, and a node that says nothing for five
   * seconds is gone.
   */
  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("hazelcast.phone.home.enabled", "false"),
          Map.entry("hazelcast.logging.type", "slf4j"),
          Map.entry("hazelcast.shutdownhook.enabled", "false"),
          Map.entry("hazelcast.wait.seconds.before.join", "0"),
          Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
          Map.entry("hazelcast.max.no.heartbeat.seconds", "5"),
          Map.entry("hazelcast.merge.first.run.delay.seconds", "5"),
          Map.entry("hazelcast.merge.next.run.delay.seconds", "5"),
          // Nobody reads them: Penstock has its own metrics, and looks after its loops itself.
          Map.entry("hazelcast.metrics.enabled", "false"),
          Map.entry("hazelcast.health.monitoring.level", "OFF"));

  private static final String BIND_ANY = "hazelcast.socket.bind.any";

  private HazelcastSettings() {}

  /**
   * The settings of a node.
   *
   * @throws ClusterException if the file of Hazelcast's own cannot be read
   */
  public static Config of(ClusterConfig cluster) {
    Config config = cluster.hazelcast().map(HazelcastSettings::read).orElseGet(Config::new);
    config.setClusterName(nameOf(cluster));
    config.getMemberAttributeConfig().setAttribute(NODE_ID, RequestIds.next());
    PROPERTIES.forEach(
        (name, value) -> {
          if (config.getProperty(name) == null) {
            config.setProperty(name, value);
          }
        });
    if (cluster.hazelcast().isEmpty()) {
      network(config, cluster);
    } else if (!config.getNetworkConfig().getInterfaces().isEnabled()) {
      bind(config, cluster);
    }
    // Vert.x keeps its own state there; without these entries it has no copies.
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
    config.addMapConfig(
        new MapConfig(DESIRED)
            .setPerEntryStatsEnabled(true)
            .setBackupCount(2)
            .setMergePolicyConfig(new MergePolicyConfig().setPolicy(HigherEpoch.class.getName())));
    config.addReplicatedMapConfig(new ReplicatedMapConfig(NODES));
    return config;
  }

  /**
   * Nodes of two names do not let each other in. So one with another secret, which could not talk
   * to any, is in no list of theirs and gets no replica.
   */
  private static String nameOf(ClusterConfig cluster) {
    return cluster
        .secret()
        .map(secret -> cluster.name() + "-" + digest(secret.text(), cluster.name()))
        .orElse(cluster.name());
  }

  private static String digest(String secret, String name) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] digest = mac.doFinal(("penstock cluster " + name).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  private static void network(Config config, ClusterConfig cluster) {
    bind(config, cluster);
    NetworkConfig network =
        config.getNetworkConfig().setPort(cluster.port()).setPortAutoIncrement(false);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    TcpIpConfig tcp = join.getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(2);
    cluster.members().forEach(tcp::addMember);
  }

  /** Nobody reaches the node at another address than where its bus listens too. */
  private static void bind(Config config, ClusterConfig cluster) {
    if (config.getProperty(BIND_ANY) == null) {
      config.setProperty(BIND_ANY, "false");
    }
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface(cluster.host());
  }

  private static Config read(Path file) {
    try {
      return file.toString().endsWith(".xml")
          ? new FileSystemXmlConfig(file.toFile())
          : new FileSystemYamlConfig(file.toFile());
    } catch (FileNotFoundException e) {
      throw new ClusterException(
          "cluster.hazelcast names " + file + ", which is not there or cannot be read", e);
    } catch (InvalidConfigurationException e) {
      throw new ClusterException(
          "cluster.hazelcast names " + file + ", which Hazelcast refuses: " + why(e), e);
    }
  }

  /** Hazelcast says that a file is wrong; where, says what it wraps. In one line. */
  private static String why(InvalidConfigurationException failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String words =
        innermost == failure
            ? String.valueOf(failure.getMessage())
            : failure.getMessage() + ": " + innermost.getMessage();
    return words.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
