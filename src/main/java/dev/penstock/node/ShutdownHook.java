package dev.penstock.node;

/** Closes a node when the JVM is asked to end, by Ctrl-C, SIGTERM or {@code System.exit}. */
final class ShutdownHook {
  private ShutdownHook() {}

  /** Closes that node when the JVM ends before somebody else does. */
  static void closes(Node node) {
    Thread hook = new Thread(node::close, "penstock-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    node.whenClosed(
        () -> {
          try {
            Runtime.getRuntime().removeShutdownHook(hook);
          } catch (IllegalStateException e) {
            // The JVM is going down: the hook is what closed the node, or runs beside who did.
          }
        });
  }
}
