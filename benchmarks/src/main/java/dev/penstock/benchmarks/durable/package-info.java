/**
 * Requests that are answered later: how fast they are accepted next to the same route answering at
 * once, what group commit is worth next to one sync for each, and what many that wait cost.
 */
@NullMarked
package dev.penstock.benchmarks.durable;

import org.jspecify.annotations.NullMarked;
