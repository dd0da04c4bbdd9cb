package dev.penstock.config;

/** A text that nodes know and nobody else should: it is never printed. */
public record Secret(String text) {
  /** Fewer characters could be guessed by who listens to the nodes. */
  static final int SHORTEST = 16;

  @Override
  public String toString() {
    return "(secret)";
  }
}
