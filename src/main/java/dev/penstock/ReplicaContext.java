package dev.penstock;

/** Which replica this is. */
public interface ReplicaContext {
  /** The application's name. */
  String application();

  /** The deployment's name within its application. */
  String deployment();

  /** The revision of the application, from 1. */
  int revision();

  /** The number of the replica within its deployment, from 0; in a cluster unique on all nodes. */
  int index();

  /**
   * The number of the replica among those of its deployment on its node, from 0: for choosing a
   * device of the node. A replica that is replaced gives its number to another one when it has
   * stopped. Known of the replica that runs the code; of others it is {@link #index}.
   */
  default int indexOnNode() {
    return index();
  }

  /** The node (JVM) that runs it. */
  String nodeId();
}
