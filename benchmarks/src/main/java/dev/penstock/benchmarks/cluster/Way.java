package dev.penstock.benchmarks.cluster;

/** How something gets to the other process and an answer back. */
public enum Way {
  /** A call over a handle, with a text of 20 characters. */
  CALL,
  /** A request over the event bus, with the same. */
  REQUEST,
  /** A call with a tensor of 10 MiB that is made for it. */
  TENSOR,
  /** The bytes of such a tensor as the body of an HTTP request. */
  HTTP,
  /** The numbers of such a tensor as JSON over HTTP. */
  JSON
}
