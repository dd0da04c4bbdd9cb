package dev.penstock.message;

import dev.penstock.ReplicaContext;

/** One replica in the cluster; stands in addresses, logs, failures and metrics. */
public record ReplicaId(
    String application, String deployment, int revision, int index, String nodeId)
    implements ReplicaContext {
  /** The deployment, as {@code application/Name}. */
  public String deploymentId() {
    return application + "/" + deployment;
  }

  /** The event-bus address of its calls. */
  public String address() {
    // The bus compares addresses for each call: one instance of the text makes that cheap.
    return ("penstock/" + nodeId + "/" + deploymentId() + "/" + revision + "/" + index).intern();
  }

  void write(WireWriter out) {
    out.writeString(application);
    out.writeString(deployment);
    out.writeNumber(revision);
    out.writeNumber(index);
    out.writeString(nodeId);
  }

  static ReplicaId read(WireReader in) {
    return new ReplicaId(
        in.readString(), in.readString(), in.readInt(), in.readInt(), in.readString());
  }

  /** As people read it: {@code application/Name#index}. */
  @Override
  public String toString() {
    return deploymentId() + "#" + index;
  }
}
