package dev.penstock.benchmarks.share;

/** How a payload gets from one process to the other, and how each learns of the other. */
public enum Way {
  /** Through the store; the reference and the answer in words that the other one polls. */
  STORE_POLLING,
  /** Through a socket that the receiver polls; the answer in a word that the sender polls. */
  SOCKET_POLLING,
  /** Through the store; the reference and the answer through a socket, both sleep in the kernel. */
  STORE_SLEEPING,
  /** Through a socket; the answer likewise, both sleep in the kernel. */
  SOCKET_SLEEPING;

  /** Whether through the store. */
  boolean stored() {
    return this == STORE_POLLING || this == STORE_SLEEPING;
  }

  /** Whether both sides poll. */
  boolean polling() {
    return this == STORE_POLLING || this == SOCKET_POLLING;
  }
}
