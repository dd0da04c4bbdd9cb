package acme;

import io.vertx.core.Future;

/** Can be loaded, and fails when it runs: a class that a constructor makes use of is missing. */
public final class NeedsGoneLater implements Unruly {
  private final Object gone = new Gone();

  @Override
  public Future<String> act(String how) {
    return Future.succeededFuture(gone + how);
  }
}
