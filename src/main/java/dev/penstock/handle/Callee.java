package dev.penstock.handle;

import dev.penstock.message.CallRoute;
import dev.penstock.message.CancelSignal;
import dev.penstock.metrics.CallMeter;
import dev.penstock.router.Router;

/**
 * The far end of an edge.
 *
 * @param route what all calls over the edge share
 * @param router brings them to a replica
 * @param cancels hears of cancelled calls
 * @param meter counts them
 */
record Callee(CallRoute route, Router router, CancelSignal cancels, CallMeter meter) {
  /** The same end for calls with that route. */
  Callee with(CallRoute other) {
    return new Callee(other, router, cancels, meter);
  }
}
