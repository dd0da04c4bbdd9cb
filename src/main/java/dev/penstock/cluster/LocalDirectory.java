package dev.penstock.cluster;

import dev.penstock.cluster.DeploymentView.Availability;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The directory of a node that is alone.
 *
 * <p>Invariant: listeners of a deployment see its views in the order in which they were made. Held
 * by this object's lock, under which listeners are called; they must not call back into changes.
 */
public final class LocalDirectory implements ReplicaDirectory {
  private final Map<String, DeploymentView> views = new HashMap<>();
  private final Map<String, List<Consumer<DeploymentView>>> listeners = new HashMap<>();

  @Override
  public synchronized DeploymentView view(String deploymentId) {
    return views.getOrDefault(deploymentId, DeploymentView.NONE);
  }

  @Override
  public synchronized Runnable subscribe(String deploymentId, Consumer<DeploymentView> listener) {
    listeners.computeIfAbsent(deploymentId, id -> new ArrayList<>()).add(listener);
    listener.accept(view(deploymentId));
    return () -> unsubscribe(deploymentId, listener);
  }

  private synchronized void unsubscribe(String deploymentId, Consumer<DeploymentView> listener) {
    List<Consumer<DeploymentView>> rest = listeners.get(deploymentId);
    if (rest != null && rest.remove(listener) && rest.isEmpty()) {
      listeners.remove(deploymentId);
    }
  }

  /** Replicas of the deployment are wanted from now on. */
  public void declare(String deploymentId) {
    change(deploymentId, view -> view.with(Availability.WANTED));
  }

  /** The deployment's replicas keep failing to start: calls to it do not wait. */
  public void crashLoop(String deploymentId) {
    change(deploymentId, view -> view.with(Availability.CRASH_LOOP));
  }

  /** The deployment is gone. */
  public synchronized void forget(String deploymentId) {
    change(deploymentId, view -> DeploymentView.NONE);
    views.remove(deploymentId);
  }

  /** The replica serves from now on. */
  public void serve(ReplicaEntry entry) {
    change(entry.id().deploymentId(), view -> view.with(entry));
  }

  /** The replica takes no more calls. */
  public void withdraw(ReplicaEntry entry) {
    change(entry.id().deploymentId(), view -> view.without(entry));
  }

  private synchronized void change(String deploymentId, UnaryOperator<DeploymentView> change) {
    DeploymentView view = change.apply(view(deploymentId));
    views.put(deploymentId, view);
    listeners.getOrDefault(deploymentId, List.of()).forEach(listener -> listener.accept(view));
  }
}
