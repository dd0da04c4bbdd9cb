package acme;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Holds its thread for 20 ms with each call. */
public final class Busy implements Unruly {
  @Override
  public Future<String> act(String how) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return Future.succeededFuture("done: " + how);
  }
}
