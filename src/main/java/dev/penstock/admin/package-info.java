/**
 * The listener for operators: {@code /metrics} and {@code /api/status}. It has a Vert.x and a
 * thread of its own, on which all of its state is confined, so that it answers while the serving
 * loops are busy, blocked or closing; what it needs of a running node it gets through {@link
 * dev.penstock.admin.Overview}. May import {@code dev.penstock}, {@code config}, {@code
 * controller}, {@code cluster}, {@code message} and {@code metrics}.
 */
@NullMarked
package dev.penstock.admin;

import org.jspecify.annotations.NullMarked;
