package dev.penstock.examples;

import io.vertx.core.Future;

/** A deployment: a model that repeats what it is told. */
public final class EchoModel implements Model {
  @Override
  public Future<String> process(String data) {
    return Future.succeededFuture("Model processed: " + data);
  }
}
