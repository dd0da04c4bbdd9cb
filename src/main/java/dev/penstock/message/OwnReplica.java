package dev.penstock.message;

import dev.penstock.ReplicaContext;

/**
 * A replica as it knows itself.
 *
 * @param id which
 * @param indexOnNode its number among those of its deployment on its node
 */
public record OwnReplica(ReplicaId id, int indexOnNode) implements ReplicaContext {
  @Override
  public String application() {
    return id.application();
  }

  @Override
  public String deployment() {
    return id.deployment();
  }

  @Override
  public int revision() {
    return id.revision();
  }

  @Override
  public int index() {
    return id.index();
  }

  @Override
  public String nodeId() {
    return id.nodeId();
  }

  /** As people read it: {@code application/Name#index}. */
  @Override
  public String toString() {
    return id.toString();
  }
}
