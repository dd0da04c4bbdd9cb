package dev.penstock.benchmarks.calls;

/** What the calls of a benchmark carry. */
public enum Payload {
  /** A text of 20 bytes; the answer is a text too. */
  TEXT,
  /** A tensor of 10 MiB that the driver has had for long; the answer is a text. */
  TENSOR,
  /** The same, and the callee gives it back. */
  TENSOR_AND_BACK
}
