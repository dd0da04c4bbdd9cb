package dev.penstock.controller;

import dev.penstock.graph.ApplicationGraph;
import dev.penstock.message.ReplicaId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What runs. Immutable: each step that was carried out gives the next state.
 *
 * @param open applications whose deployments are declared
 * @param replicas that have started
 * @param unhealthy those of them that are to be replaced
 * @param published names of the applications whose routes are served
 */
public record ActualState(
    List<ApplicationGraph> open,
    List<ReplicaId> replicas,
    Set<ReplicaId> unhealthy,
    Set<String> published) {
  /** Nothing runs. */
  public static final ActualState NOTHING =
      new ActualState(List.of(), List.of(), Set.of(), Set.of());

  /** The state after a step was carried out. */
  ActualState after(Step step) {
    if (step instanceof Step.OpenApplication s) {
      return new ActualState(with(open, s.application()), replicas, unhealthy, published);
    } else if (step instanceof Step.StartReplica s) {
      return new ActualState(open, with(replicas, s.replica()), unhealthy, published);
    } else if (step instanceof Step.PublishRoute s) {
      Set<String> more = new HashSet<>(published);
      more.add(s.application().name());
      return new ActualState(open, replicas, unhealthy, Set.copyOf(more));
    } else if (step instanceof Step.WithdrawRoute s) {
      Set<String> fewer = new HashSet<>(published);
      fewer.remove(s.application());
      return new ActualState(open, replicas, unhealthy, Set.copyOf(fewer));
    } else if (step instanceof Step.StopReplica s) {
      Set<ReplicaId> ill = new HashSet<>(unhealthy);
      ill.remove(s.replica());
      return new ActualState(open, without(replicas, s.replica()), Set.copyOf(ill), published);
    } else if (step instanceof Step.CloseApplication s) {
      return new ActualState(without(open, s.application()), replicas, unhealthy, published);
    }
    throw new IllegalArgumentException("unknown step " + step);
  }

  /** The state in which a running replica is to be replaced. */
  ActualState withUnhealthy(ReplicaId replica) {
    if (!replicas.contains(replica)) {
      return this;
    }
    Set<ReplicaId> ill = new HashSet<>(unhealthy);
    ill.add(replica);
    return new ActualState(open, replicas, Set.copyOf(ill), published);
  }

  private static <T> List<T> with(List<T> list, T added) {
    List<T> all = new ArrayList<>(list);
    all.add(added);
    return List.copyOf(all);
  }

  private static <T> List<T> without(List<T> list, T removed) {
    List<T> rest = new ArrayList<>(list);
    rest.remove(removed);
    return List.copyOf(rest);
  }
}
