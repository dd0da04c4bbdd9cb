package dev.penstock.node;

import io.vertx.core.Future;

/** Closes a node when the JVM is asked to end, by Ctrl-C, SIGTERM or {@code System.exit}. */
final class ShutdownHook {
  private ShutdownHook() {}

  /** Closes that node when the JVM ends before somebody else does. */
  static void closes(Node node) {
    Thread hook = add(node);
    node.whenClosed(() -> remove(hook));
  }

  /**
   * The same from the start on, unless that fails: a node of a cluster takes calls as soon as one
   * of its replicas serves, and its start may last until others are there.
   */
  static Future<Node> closes(Node node, Future<Node> started) {
    Thread hook = add(node);
    node.whenClosed(() -> remove(hook));
    return started.onFailure(failure -> remove(hook));
  }

  private static Thread add(Node node) {
    Thread hook = new Thread(node::close, "penstock-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    return hook;
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down: the hook is what closed the node, or runs beside who did.
    }
  }
}
