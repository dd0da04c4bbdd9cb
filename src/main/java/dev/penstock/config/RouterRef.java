package dev.penstock.config;

/** How a deployment's router chooses, as it is written. */
public sealed interface RouterRef {
  /** A policy that Penstock brings. */
  record BuiltIn(Routing routing) implements RouterRef {}

  /** A class of the user's that implements {@code RoutingPolicy}. */
  record Custom(ClassRef type) implements RouterRef {}
}
