package acme;

import dev.penstock.examples.Model;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** Answers after a while, with the id of its process. */
public final class Slow implements Model {
  @Override
  public Future<String> process(String data) {
    return Vertx.currentContext()
        .owner()
        .timer(20, TimeUnit.MILLISECONDS)
        .map(late -> String.valueOf(ProcessHandle.current().pid()));
  }
}
