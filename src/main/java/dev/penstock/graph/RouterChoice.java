package dev.penstock.graph;

import dev.penstock.RoutingPolicy;
import dev.penstock.config.Routing;

/** How the router of a deployment chooses among its replicas. */
public sealed interface RouterChoice {
  /** As it is written in a configuration: a word, or the name of a class. */
  String key();

  /** A policy that Penstock brings. */
  record BuiltIn(Routing routing) implements RouterChoice {
    @Override
    public String key() {
      return routing.key();
    }
  }

  /** A policy of the user's, with a public constructor without parameters. */
  record Custom(Class<? extends RoutingPolicy> type) implements RouterChoice {
    @Override
    public String key() {
      return type.getName();
    }
  }
}
