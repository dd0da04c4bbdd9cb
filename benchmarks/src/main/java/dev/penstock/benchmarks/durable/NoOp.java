package dev.penstock.benchmarks.durable;

/** Does nothing else. */
public final class NoOp implements Repeater {
  @Override
  public String repeat(String text) {
    return text;
  }
}
