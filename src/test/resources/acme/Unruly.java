package acme;

import io.vertx.core.Future;

/** A contract whose only method does what it is told, good or bad. */
public interface Unruly {
  Future<String> act(String how);
}
