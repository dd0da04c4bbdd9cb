package dev.penstock.handle;

import dev.penstock.CallOptions;
import dev.penstock.message.CallRoute;
import dev.penstock.message.CallScope;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.ContractMethod;
import dev.penstock.metrics.CallMeter;
import dev.penstock.router.Router;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The far end of an edge, or one of several.
 *
 * @param route what all calls over the edge to it share
 * @param methods those that untyped handles find, by name; empty for typed ones
 * @param router brings them to a replica
 * @param cancels hears of cancelled calls
 * @param meter counts them
 * @param closing whether the node is closing, so that nothing is repeated any more
 */
record Callee(
    CallRoute route,
    Map<String, ContractMethod> methods,
    Router router,
    CancelSignal cancels,
    CallMeter meter,
    BooleanSupplier closing)
    implements Callees {
  @Override
  public Callee choose(CallScope scope) {
    return this;
  }

  @Override
  public Callee with(CallOptions options, boolean idempotent) {
    CallRoute other =
        new CallRoute(
            route.application(),
            route.deployment(),
            route.edge(),
            route.idempotent() || idempotent,
            options.routingKey().orElse(null));
    return new Callee(other, methods, router, cancels, meter, closing);
  }

  /** The callee, as {@code application/Name}. */
  String id() {
    return route.deploymentId();
  }

  @Override
  public String onlyId() {
    return id();
  }

  @Override
  public boolean leadsTo(String deploymentId) {
    return id().equals(deploymentId);
  }

  @Override
  public String names() {
    return id();
  }
}
