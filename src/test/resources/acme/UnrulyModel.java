package acme;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.TimeUnit;

/** Misbehaves in the ways in which a user's code may. */
public final class UnrulyModel implements Unruly {
  @Override
  public Future<String> act(String how) {
    return switch (how) {
      case "throw" -> throw new IllegalStateException("the weights are gone");
      case "error" -> throw new StackOverflowError();
      case "null" -> null;
      case "fail" -> Future.failedFuture(new IllegalArgumentException("no such weights"));
      case "never" -> Promise.<String>promise().future();
      case "block" -> block();
      default -> Future.succeededFuture("done: " + how);
    };
  }

  private static Future<String> block() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(3_500);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return Future.succeededFuture("done: block");
  }
}
