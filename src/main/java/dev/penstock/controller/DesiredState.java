package dev.penstock.controller;

import dev.penstock.graph.ApplicationGraph;
import java.util.List;

/**
 * What should run on a node.
 *
 * @param applications which may call each other
 * @param share which of their replicas
 */
public record DesiredState(List<ApplicationGraph> applications, Share share) {
  /** Nothing. */
  public static final DesiredState NOTHING = new DesiredState(List.of());

  /** All replicas of the applications. */
  public DesiredState(List<ApplicationGraph> applications) {
    this(applications, new Share.All());
  }
}
