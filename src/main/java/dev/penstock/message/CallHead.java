package dev.penstock.message;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * What all calls over one edge to one method of one replica have in common. It is written once and
 * read once, and not for each call: its texts are most of a small call. Immutable; equal if it has
 * the same bytes, which are
 *
 * <pre>
 *   application (text) | deployment (text) | revision (number) | index (number) | node (text)
 *   | method (text) | signature (number) | edge (text)
 * </pre>
 */
public final class CallHead {
  private final ReplicaId replica;
  private final String deploymentId;
  private final String method;
  private final int signature;
  private final String edge;
  private final byte[] bytes;

  /**
   * A head.
   *
   * @param replica whom the calls are sent to
   * @param method name in the callee's contract
   * @param signature which of the methods of that name, and that both nodes mean the same, see
   *     {@link ContractMethod#signature}
   * @param edge id of the calling edge
   */
  public CallHead(ReplicaId replica, String method, int signature, String edge) {
    this(replica, method, signature, edge, bytes(replica, method, signature, edge));
  }

  private CallHead(ReplicaId replica, String method, int signature, String edge, byte[] bytes) {
    this.replica = replica;
    this.deploymentId = replica.deploymentId();
    this.method = method;
    this.signature = signature;
    this.edge = edge;
    this.bytes = bytes;
  }

  private static byte[] bytes(ReplicaId replica, String method, int signature, String edge) {
    WireWriter out = new WireWriter();
    replica.write(out);
    out.writeString(method);
    out.writeNumber(signature);
    out.writeString(edge);
    return out.buffer().getBytes();
  }

  /**
   * The head with those bytes.
   *
   * @throws ValueException if they are none
   */
  static CallHead of(Buffer bytes) {
    WireReader in = new WireReader(bytes);
    ReplicaId replica = ReplicaId.read(in);
    CallHead head =
        new CallHead(replica, in.readString(), in.readInt(), in.readString(), bytes.getBytes());
    in.end();
    return head;
  }

  /** Whom the calls are sent to. */
  public ReplicaId replica() {
    return replica;
  }

  /** The callee, as {@code application/Name}. */
  public String deploymentId() {
    return deploymentId;
  }

  /** Name in the callee's contract. */
  public String method() {
    return method;
  }

  /** Which of the methods of that name. */
  public int signature() {
    return signature;
  }

  /** Id of the calling edge. */
  public String edge() {
    return edge;
  }

  void write(WireWriter out) {
    out.writeBytes(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CallHead head && Arrays.equals(bytes, head.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return edge + " to " + replica + "." + method;
  }
}
