package dev.penstock.junit5;

import dev.penstock.Penstock;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The running node of a test class. Thread-safe. */
final class NodeUnderTest implements AutoCloseable {
  private final Penstock penstock;
  private @Nullable PenstockClient client;
  private final FailureWatch failures;

  private NodeUnderTest(Penstock penstock, FailureWatch failures) {
    this.penstock = penstock;
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

  /**
   * A client of its HTTP listener.
   *
   * @throws IllegalStateException if it has none
   */
  synchronized PenstockClient client() {
    PenstockClient known = client;
    if (known == null) {
      known = new PenstockClient(URI.create(penstock.url()));
      client = known;
    }
    return known;
  }

  FailureWatch failures() {
    return failures;
  }

  @Override
  public void close() {
    penstock.close();
  }
}
