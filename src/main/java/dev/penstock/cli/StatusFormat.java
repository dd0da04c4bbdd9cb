package dev.penstock.cli;

import java.util.Locale;

/** How a status is printed: that of a node, or of a store. */
enum StatusFormat {
  /** Tables for people. */
  TEXT,
  /** All there is, for programs. */
  JSON;

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
