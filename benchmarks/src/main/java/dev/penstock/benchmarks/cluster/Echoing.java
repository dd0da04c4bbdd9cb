package dev.penstock.benchmarks.cluster;

import dev.penstock.Tensor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.FloatBuffer;

/**
 * As its contract says. On the same event loop a consumer of the bus does the same: which loops a
 * message passes matters more than anything else.
 */
public final class Echoing implements Echo {
  /**
   * A replica.
   *
   * @param address of the consumer
   */
  public Echoing(String address) {
    Vertx.currentContext()
        .owner()
        .eventBus()
        .<String>consumer(address, message -> message.reply(message.body()));
  }

  @Override
  public Future<String> echo(String text) {
    return Future.succeededFuture(text);
  }

  @Override
  public Future<Float> ends(Tensor tensor) {
    FloatBuffer floats = tensor.floats();
    return Future.succeededFuture(floats.get(0) + floats.get(floats.limit() - 1));
  }

  @Override
  public Future<String> thread() {
    return Future.succeededFuture(Thread.currentThread().getName());
  }
}
