/**
 * The command line: its commands, what they print, the log of the jar, and {@code Main}. Commands
 * are used once and by one thread; running state belongs to the node that they start. May import
 * everything; nobody imports it.
 */
@NullMarked
package dev.penstock.cli;

import org.jspecify.annotations.NullMarked;
