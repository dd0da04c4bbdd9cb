package dev.penstock.benchmarks.durable;

/** Has no answer: what it is asked fails at once, and waits to be tried again. */
public final class Never implements Repeater {
  @Override
  public String repeat(String text) {
    throw new IllegalStateException("none has an answer");
  }
}
