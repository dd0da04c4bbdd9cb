package dev.penstock.transfer;

import java.time.Duration;

/**
 * How a node moves objects.
 *
 * @param host address of this node, where it hands out objects
 * @param port there; 0 takes a free one
 * @param atATime most objects that come from one node at a time; more wait
 * @param connections most that are served at a time
 * @param handshake how long a connection may take to prove itself
 * @param idle how long a connection may be still before it is closed
 */
public record TransferSettings(
    String host, int port, int atATime, int connections, Duration handshake, Duration idle) {
  private static final int WATCHES = 10;

  /** All limits as a node has them. */
  public static TransferSettings of(String host, int port) {
    return new TransferSettings(
        host, port, 8, 1000, Duration.ofSeconds(10), Duration.ofSeconds(30));
  }

  /** How often what is still is looked for. */
  Duration watch() {
    Duration shorter = handshake.compareTo(idle) < 0 ? handshake : idle;
    return Duration.ofMillis(Math.max(1, shorter.toMillis() / WATCHES));
  }
}
