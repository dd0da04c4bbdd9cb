package dev.penstock.cluster;

import dev.penstock.cluster.DeploymentView.Availability;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a node that is alone.
 *
 * <p>Invariant: listeners of a deployment see its views in the order in which they were made. They
 * are told outside of any lock by one of the threads that make changes, maybe another one than made
 * theirs, and may make changes themselves. Thread-safe; looking at a view takes no lock.
 */
public final class LocalDirectory implements ReplicaDirectory {
  private final Map<String, Topic> topics = new ConcurrentHashMap<>();

  /** A deployment and who listens to it; the lists are guarded by its lock. */
  private static final class Topic {
    private final List<Consumer<DeploymentView>> listeners = new ArrayList<>();
    private final ArrayDeque<Runnable> untold = new ArrayDeque<>();
    private boolean telling;
    private volatile DeploymentView view = DeploymentView.NONE;

    void subscribe(Consumer<DeploymentView> listener) {
      synchronized (this) {
        DeploymentView now = view;
        listeners.add(listener);
        untold.add(() -> listener.accept(now));
      }
      tell();
    }

    synchronized void unsubscribe(Consumer<DeploymentView> listener) {
      listeners.remove(listener);
    }

    void change(UnaryOperator<DeploymentView> change) {
      synchronized (this) {
        DeploymentView changed = change.apply(view);
        view = changed;
        listeners.forEach(listener -> untold.add(() -> listener.accept(changed)));
      }
      tell();
    }

    /** Tells what is untold, unless another thread does, which then tells this too. */
    private void tell() {
      for (Runnable next = nextToTell(); next != null; next = nextToTell()) {
        try {
          next.run();
        } finally {
          told();
        }
      }
    }

    private synchronized @Nullable Runnable nextToTell() {
      Runnable next = telling ? null : untold.poll();
      telling |= next != null;
      return next;
    }

    private synchronized void told() {
      telling = false;
    }
  }

  @Override
  public DeploymentView view(String deploymentId) {
    Topic topic = topics.get(deploymentId);
    return topic == null ? DeploymentView.NONE : topic.view;
  }

  @Override
  public Runnable subscribe(String deploymentId, Consumer<DeploymentView> listener) {
    Topic topic = topic(deploymentId);
    topic.subscribe(listener);
    return () -> topic.unsubscribe(listener);
  }

  /** Replicas of the deployment are wanted from now on. */
  public void declare(String deploymentId) {
    topic(deploymentId).change(view -> view.with(Availability.WANTED));
  }

  /** The deployment's replicas keep failing to start: calls to it do not wait. */
  public void crashLoop(String deploymentId) {
    topic(deploymentId).change(view -> view.with(Availability.CRASH_LOOP));
  }

  /** The deployment is gone. */
  public void forget(String deploymentId) {
    topic(deploymentId).change(view -> DeploymentView.NONE);
  }

  /** The replica serves from now on. */
  public void serve(ReplicaEntry entry) {
    topic(entry.id().deploymentId()).change(view -> view.with(entry));
  }

  /** The replica takes no more calls. */
  public void withdraw(ReplicaEntry entry) {
    topic(entry.id().deploymentId()).change(view -> view.without(entry));
  }

  private Topic topic(String deploymentId) {
    return topics.computeIfAbsent(deploymentId, id -> new Topic());
  }
}
