package acme;

import io.vertx.core.Future;

/** A plain root with an unsupported contract. */
public final class UntypedRoot implements Untyped {
  @Override
  public Future<Object> run(Object anything) {
    return Future.succeededFuture(anything);
  }
}
