/**
 * HTTP in: one listener per event loop, applications mounted at their routes, the built-in ingress
 * of plain roots, problem bodies. The listener owns the table of routes, a volatile reference to an
 * immutable value; requests belong to the event loop of their connection. May import {@code
 * dev.penstock}, {@code config}, {@code graph}, {@code handle} and {@code message}.
 */
@NullMarked
package dev.penstock.http;

import org.jspecify.annotations.NullMarked;
