package acme;

import io.vertx.core.Future;

/** Cannot be loaded: a type of its constructor is missing. */
public final class NeedsGone implements Unruly {
  private final Gone gone;

  public NeedsGone(Gone gone) {
    this.gone = gone;
  }

  @Override
  public Future<String> act(String how) {
    return Future.succeededFuture(gone + how);
  }
}
