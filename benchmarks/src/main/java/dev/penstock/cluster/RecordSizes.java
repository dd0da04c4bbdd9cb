package dev.penstock.cluster;

import dev.penstock.cluster.Assignment.Placed;
import dev.penstock.cluster.NodeRecord.Address;
import dev.penstock.cluster.NodeRecord.Served;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** How many bytes the maps of the cluster hold. */
public final class RecordSizes {
  private static final String HASH = "0123456789abcdef".repeat(4);

  private RecordSizes() {}

  /** What a node tells of itself, with so many replicas of one application. */
  public static int ofNode(int replicas) {
    List<Served> served = new ArrayList<>();
    for (int i = 0; i < replicas; i++) {
      served.add(new Served("pipeline", "Model" + i % 3, 1, 100 + i, 100));
    }
    return NodeRecordCodec.encode(
            new NodeRecord(
                UUID.randomUUID().toString(),
                "penstock-123",
                "0.1.0",
                UUID.randomUUID() + "-1234567",
                "http://10.0.0.123:8000",
                new Address("10.0.0.123", 5702),
                false,
                System.currentTimeMillis(),
                Map.of("gpu", BigDecimal.valueOf(2)),
                Map.of("pipeline", HASH),
                served))
        .length;
  }

  /** Where so many replicas are to run. */
  public static int ofAssignment(int replicas, int nodes) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      ids.add(UUID.randomUUID().toString());
    }
    List<Placed> placed = new ArrayList<>();
    for (int i = 0; i < replicas; i++) {
      placed.add(new Placed("Model" + i % 3, i, ids.get(i % nodes)));
    }
    return AssignmentCodec.encode(new Assignment("pipeline", 3, 1234, ids.get(0), HASH, placed))
        .length;
  }
}
