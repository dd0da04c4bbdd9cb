package dev.penstock.controller;

import dev.penstock.cluster.Assignment.Placed;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;

/**
 * A node on which replicas of an application may be placed.
 *
 * @param node its id
 * @param name for rules and people
 * @param draining whether its replicas are to go elsewhere
 * @param resources what replicas may take of it, by name
 * @param serving the replicas of the application that serve there
 */
record Site(
    String node,
    String name,
    boolean draining,
    Map<String, BigDecimal> resources,
    Set<Placed> serving) {}
