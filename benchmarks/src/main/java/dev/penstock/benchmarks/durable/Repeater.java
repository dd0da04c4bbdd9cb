package dev.penstock.benchmarks.durable;

/** The contract of the deployment. */
public interface Repeater {
  /** The same text. */
  String repeat(String text);
}
