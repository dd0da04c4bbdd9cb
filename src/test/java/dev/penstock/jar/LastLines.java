package dev.penstock.jar;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** When a test fails, prints what the nodes of its cluster have printed last. */
final class LastLines implements TestWatcher {
  private static final int LINES = 60;

  private final Supplier<Map<Integer, PenstockProcess>> nodes;

  /**
   * Prints nothing yet.
   *
   * @param nodes asked for when a test has failed, while they still run
   */
  LastLines(Supplier<Map<Integer, PenstockProcess>> nodes) {
    this.nodes = nodes;
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    nodes
        .get()
        .forEach(
            (number, node) -> {
              List<String> printed = node.printed();
              System.out.printf(
                  "node %d, which %s, after %s:%n",
                  number, node.runs() ? "runs" : "has ended", context.getDisplayName());
              printed.stream()
                  .skip(Math.max(0, printed.size() - LINES))
                  .forEach(System.out::println);
            });
  }
}
