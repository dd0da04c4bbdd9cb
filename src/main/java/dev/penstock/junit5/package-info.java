/**
 * The testing kit: {@link dev.penstock.junit5.PenstockTest} starts a graph for a class of JUnit
 * tests and injects what they need of it. The node of a test class is owned by JUnit's store of
 * that class, the failures of user code by the test during which they happen. May import {@code
 * dev.penstock} only, and JUnit Jupiter, which users bring themselves.
 */
@NullMarked
package dev.penstock.junit5;

import org.jspecify.annotations.NullMarked;
