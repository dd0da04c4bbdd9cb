package @package@;

import io.vertx.core.Future;

/** Greets with the words of the configuration. A deployment: its constructor takes "args". */
public final class PoliteGreeter implements Greeter {
  private final String greeting;

  public PoliteGreeter(String greeting) {
    this.greeting = greeting;
  }

  @Override
  public Future<String> greet(String name) {
    return Future.succeededFuture(greeting + ", " + name);
  }
}
