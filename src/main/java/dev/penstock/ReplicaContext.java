package dev.penstock;

/** Which replica this is. */
public interface ReplicaContext {
  /** The application's name. */
  String application();

  /** The deployment's name within its application. */
  String deployment();

  /** The revision of the application, from 1. */
  int revision();

  /** The number of the replica within its deployment, from 0. */
  int index();

  /** The node (JVM) that runs it. */
  String nodeId();
}
