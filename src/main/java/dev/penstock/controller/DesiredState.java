package dev.penstock.controller;

import dev.penstock.graph.ApplicationGraph;
import java.util.List;

/**
 * What should run.
 *
 * @param applications which may call each other
 */
public record DesiredState(List<ApplicationGraph> applications) {
  /** Nothing. */
  public static final DesiredState NOTHING = new DesiredState(List.of());
}
