package dev.penstock.metrics;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The HTTP requests of a node by route. Routes are those of applications, so that no client can
 * make more of them. Thread-safe.
 */
public final class RouteMeters {
  private final int loops;
  private final ConcurrentMap<String, RouteMeter> byRoute = new ConcurrentHashMap<>();
  private final RouteMeter own;
  private final RouteMeter unmatched;

  /** No requests yet, of a node with that many event loops. */
  RouteMeters(int loops) {
    this.loops = loops;
    this.own = of("own");
    this.unmatched = of("unmatched");
  }

  /** The meter of an application's route; the same one for the same route. */
  public RouteMeter of(String route) {
    return byRoute.computeIfAbsent(route, name -> new RouteMeter(name, loops));
  }

  /** The meter of requests that the listener answers itself. */
  public RouteMeter own() {
    return own;
  }

  /** The meter of requests that no application got. */
  public RouteMeter unmatched() {
    return unmatched;
  }

  /** All meters, those without requests too. */
  public Collection<RouteMeter> all() {
    return List.copyOf(byRoute.values());
  }
}
