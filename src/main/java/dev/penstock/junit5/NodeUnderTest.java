package dev.penstock.junit5;

import dev.penstock.Penstock;
import java.net.URI;

/** The running node of a test class. Thread-safe. */
final class NodeUnderTest implements AutoCloseable {
  private final Penstock penstock;
  private final PenstockClient client;
  private final FailureWatch failures;

  private NodeUnderTest(Penstock penstock, FailureWatch failures) {
    this.penstock = penstock;
    this.client = new PenstockClient(URI.create(penstock.url()));
    this.failures = failures;
  }

  /** Starts what a test class declares; what is refused or does not start is thrown. */
  static NodeUnderTest start(Declared declared) {
    FailureWatch failures = new FailureWatch();
    return new NodeUnderTest(declared.start(failures), failures);
  }

  Penstock penstock() {
    return penstock;
  }

  PenstockClient client() {
    return client;
  }

  FailureWatch failures() {
    return failures;
  }

  @Override
  public void close() {
    penstock.close();
  }
}
