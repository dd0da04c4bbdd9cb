package @package@;

import io.vertx.core.Future;

/** Greets people. A contract: what other deployments call. */
public interface Greeter {
  /** The words for that person. */
  Future<String> greet(String name);
}
