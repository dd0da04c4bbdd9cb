package acme;

import dev.penstock.Blob;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** Answers large ones after a while, small ones at once. */
public final class Held implements Holder {
  private static final int LARGE = 1 << 16;

  private final int millis;

  public Held(int millis) {
    this.millis = millis;
  }

  @Override
  public Future<Long> hold(Blob data) {
    long length = data.length();
    return length < LARGE
        ? Future.succeededFuture(length)
        : Vertx.currentContext()
            .owner()
            .timer(millis, TimeUnit.MILLISECONDS)
            .map(late -> data.length());
  }
}
