package dev.penstock.handle;

import dev.penstock.message.CallRoute;
import dev.penstock.router.Router;

/**
 * The far end of an edge.
 *
 * @param route what all calls over the edge share
 * @param router brings them to a replica
 */
record Callee(CallRoute route, Router router) {}
