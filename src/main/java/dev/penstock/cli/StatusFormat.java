package dev.penstock.cli;

import java.util.Locale;

/** How the status of a node is printed. */
enum StatusFormat {
  /** Tables for people. */
  TEXT,
  /** The answer of the node as it is, for programs. */
  JSON;

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
