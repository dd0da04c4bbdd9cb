package dev.penstock.cluster;

import dev.penstock.cluster.NodeRecord.Address;
import dev.penstock.cluster.NodeRecord.Served;
import dev.penstock.message.ValueException;
import dev.penstock.message.WireReader;
import dev.penstock.message.WireWriter;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bytes of a {@link NodeRecord}; nobody else reads or writes them.
 *
 * <pre>
 *   version (byte, 3) | nodeId (text) | name (text) | release (text) | storeId (text) | url (text)
 *   | transfers (boolean, then host (text), port (number) if so) | draining (boolean)
 *   | readySince (number)
 *   | resources (count, then name (text), amount in ten-thousandths (number) each)
 *   | logs (count, then id (number) each)
 *   | applications (count, then name (text), hash (text) each)
 *   | replicas (count, then application (text), deployment (text), revision (number),
 *     index (number), maxOngoing (number) each)
 * </pre>
 */
final class NodeRecordCodec {
  private static final int VERSION = 3;

  /** Digits after the point of an amount of a resource. */
  private static final int DECIMALS = 4;

  private NodeRecordCodec() {}

  static byte[] encode(NodeRecord node) {
    WireWriter out = new WireWriter();
    out.writeByte(VERSION);
    out.writeString(node.nodeId());
    out.writeString(node.name());
    out.writeString(node.release());
    out.writeString(node.storeId());
    out.writeString(node.url());
    Address transfer = node.transfer();
    out.writeBoolean(transfer != null);
    if (transfer != null) {
      out.writeString(transfer.host());
      out.writeNumber(transfer.port());
    }
    out.writeBoolean(node.draining());
    out.writeNumber(node.readySince());
    out.writeCount(node.resources().size());
    node.resources()
        .forEach(
            (name, amount) -> {
              out.writeString(name);
              out.writeNumber(amount.movePointRight(DECIMALS).longValueExact());
            });
    out.writeCount(node.logs().size());
    node.logs().forEach(out::writeNumber);
    out.writeCount(node.applications().size());
    node.applications()
        .forEach(
            (name, hash) -> {
              out.writeString(name);
              out.writeString(hash);
            });
    out.writeCount(node.replicas().size());
    for (Served replica : node.replicas()) {
      out.writeString(replica.application());
      out.writeString(replica.deployment());
      out.writeNumber(replica.revision());
      out.writeNumber(replica.index());
      out.writeNumber(replica.maxOngoing());
    }
    return out.buffer().getBytes();
  }

  /**
   * What a node has told.
   *
   * @throws ValueException if the bytes are no record, or one of another version
   */
  static NodeRecord decode(byte[] bytes) {
    WireReader in = new WireReader(Buffer.buffer(bytes));
    int version = in.readByte();
    if (version != VERSION) {
      throw new ValueException(
          "a node's record of version "
              + version
              + ", this node speaks "
              + VERSION
              + ": run the same release on all nodes");
    }
    String nodeId = in.readString();
    String name = in.readString();
    String release = in.readString();
    String storeId = in.readString();
    String url = in.readString();
    Address transfer = in.readBoolean() ? readAddress(in) : null;
    boolean draining = in.readBoolean();
    long readySince = in.readNumber();
    Map<String, BigDecimal> resources = new LinkedHashMap<>();
    for (int left = in.readCount(); left > 0; left--) {
      resources.put(in.readString(), readAmount(in));
    }
    List<Integer> logs = new ArrayList<>();
    for (int left = in.readCount(); left > 0; left--) {
      logs.add((int) in.readNumber());
    }
    Map<String, String> applications = new LinkedHashMap<>();
    for (int left = in.readCount(); left > 0; left--) {
      applications.put(in.readString(), in.readString());
    }
    List<Served> replicas = new ArrayList<>();
    for (int left = in.readCount(); left > 0; left--) {
      replicas.add(
          new Served(in.readString(), in.readString(), in.readInt(), in.readInt(), in.readInt()));
    }
    in.end();
    return new NodeRecord(
        nodeId,
        name,
        release,
        storeId,
        url,
        transfer,
        draining,
        readySince,
        Map.copyOf(resources),
        List.copyOf(logs),
        Map.copyOf(applications),
        List.copyOf(replicas));
  }

  private static BigDecimal readAmount(WireReader in) {
    return BigDecimal.valueOf(in.readNumber(), DECIMALS).stripTrailingZeros();
  }

  private static Address readAddress(WireReader in) {
    String host = in.readString();
    int port = in.readInt();
    if (port < 1 || port > 65535) {
      throw new ValueException("a port is from 1 to 65535, was " + port);
    }
    return new Address(host, port);
  }
}
