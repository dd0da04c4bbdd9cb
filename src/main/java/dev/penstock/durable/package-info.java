/**
 * Requests that outlive their connection and a crash: a log on disk, what it tells of each request,
 * and who runs them. One thread appends to a log and owns its files; the {@link
 * dev.penstock.durable.Ledger} says what has become of each request, and is read from any thread.
 */
@NullMarked
package dev.penstock.durable;

import org.jspecify.annotations.NullMarked;
