package dev.penstock.benchmarks.overload;

/** The contract of the model. */
public interface Echo {
  /** The same text, later. */
  String echo(String text) throws InterruptedException;
}
