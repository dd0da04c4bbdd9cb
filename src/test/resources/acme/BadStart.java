package acme;

import io.vertx.core.Future;

/** Fails before its constructor runs. */
public final class BadStart implements Unruly {
  private static final int LIMIT = Integer.parseInt("many");

  @Override
  public Future<String> act(String how) {
    return Future.succeededFuture(how + LIMIT);
  }
}
