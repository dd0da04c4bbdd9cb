package acme;

import io.vertx.core.Future;

/** A contract whose method does not say what crosses a call. */
public interface Untyped {
  Future<Object> run(Object anything);
}
