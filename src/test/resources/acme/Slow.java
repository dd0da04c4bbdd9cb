package acme;

import dev.penstock.examples.Model;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** Answers after a while, with the id of its process. */
public final class Slow implements Model {
  private final int millis;

  public Slow(int millis) {
    this.millis = millis;
  }

  @Override
  public Future<String> process(String data) {
    return Vertx.currentContext()
        .owner()
        .timer(millis, TimeUnit.MILLISECONDS)
        .map(late -> String.valueOf(ProcessHandle.current().pid()));
  }
}
