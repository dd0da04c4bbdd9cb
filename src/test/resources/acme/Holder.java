package acme;

import dev.penstock.Blob;
import io.vertx.core.Future;

/** Holds what it is given for a while. */
public interface Holder {
  Future<Long> hold(Blob data);
}
