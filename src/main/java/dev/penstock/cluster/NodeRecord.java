package dev.penstock.cluster;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells the others of itself. Immutable; {@link NodeRecordCodec} owns its bytes.
 *
 * @param nodeId which node
 * @param name by which deployments are placed on it, and people know it
 * @param release of Penstock that it runs
 * @param storeId names the memory in which its objects lie: nodes that have it in common can map
 *     each other's objects; empty if nobody can
 * @param url of its HTTP listener; empty if it has none
 * @param transfer where it hands out its objects; null if it does not
 * @param draining whether it is about to stop: its replicas serve until they are placed elsewhere
 * @param readySince when it was ready, in milliseconds since 1970 by its own clock; 0 while it
 *     starts
 * @param resources what replicas may take of it, by name
 * @param logs ids of the logs of durable requests that it has open
 * @param applications SHA-256 of what each application runs, by name
 * @param replicas those that serve there
 */
public record NodeRecord(
    String nodeId,
    String name,
    String release,
    String storeId,
    String url,
    @Nullable Address transfer,
    boolean draining,
    long readySince,
    Map<String, BigDecimal> resources,
    List<Integer> logs,
    Map<String, String> applications,
    List<Served> replicas) {
  /** A node without logs. */
  public NodeRecord(
      String nodeId,
      String name,
      String release,
      String storeId,
      String url,
      @Nullable Address transfer,
      boolean draining,
      long readySince,
      Map<String, BigDecimal> resources,
      Map<String, String> applications,
      List<Served> replicas) {
    this(
        nodeId,
        name,
        release,
        storeId,
        url,
        transfer,
        draining,
        readySince,
        resources,
        List.of(),
        applications,
        replicas);
  }

  /** Where a node listens. */
  public record Address(String host, int port) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /**
   * A replica that serves.
   *
   * @param maxOngoing how many calls it takes at a time
   */
  public record Served(
      String application, String deployment, int revision, int index, int maxOngoing) {}
}
