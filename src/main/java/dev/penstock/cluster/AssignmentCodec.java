package dev.penstock.cluster;

import dev.penstock.cluster.Assignment.Placed;
import dev.penstock.message.ValueException;
import dev.penstock.message.WireReader;
import dev.penstock.message.WireWriter;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of an {@link Assignment}; nobody else reads or writes them. Equal assignments have
 * equal bytes, so that they can be compared where they lie.
 *
 * <pre>
 *   format (byte, 1) | application (text) | epoch (number) | version (number) | leader (text)
 *   | hash (text) | replicas (count, then deployment (text), index (number), node (text) each)
 * </pre>
 */
final class AssignmentCodec {
  private static final int FORMAT = 1;

  private AssignmentCodec() {}

  static byte[] encode(Assignment assignment) {
    WireWriter out = new WireWriter();
    out.writeByte(FORMAT);
    out.writeString(assignment.application());
    out.writeNumber(assignment.epoch());
    out.writeNumber(assignment.version());
    out.writeString(assignment.leader());
    out.writeString(assignment.hash());
    out.writeCount(assignment.replicas().size());
    for (Placed replica : assignment.replicas()) {
      out.writeString(replica.deployment());
      out.writeNumber(replica.index());
      out.writeString(replica.node());
    }
    return out.buffer().getBytes();
  }

  /**
   * What was written.
   *
   * @throws ValueException if the bytes are no assignment, or one of another format
   */
  static Assignment decode(byte[] bytes) {
    WireReader in = new WireReader(Buffer.buffer(bytes));
    int format = in.readByte();
    if (format != FORMAT) {
      throw new ValueException(
          "an assignment of format "
              + format
              + ", this node reads "
              + FORMAT
              + ": run the same release on all nodes");
    }
    String application = in.readString();
    long epoch = in.readNumber();
    long version = in.readNumber();
    String leader = in.readString();
    String hash = in.readString();
    List<Placed> replicas = new ArrayList<>();
    for (int left = in.readCount(); left > 0; left--) {
      replicas.add(new Placed(in.readString(), in.readInt(), in.readString()));
    }
    in.end();
    return new Assignment(application, epoch, version, leader, hash, replicas);
  }
}
