package dev.penstock.benchmarks.stream;

import dev.penstock.ItemStream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import java.util.Collections;

/** As its contract says. */
public final class Feeding implements Feed {
  private static final int LENGTH = 100;
  private static final String TEXT = "x".repeat(LENGTH);
  private static final byte[] BYTES = new byte[LENGTH];

  @Override
  public ReadStream<String> texts(int count) {
    return ItemStream.of(Collections.nCopies(count, TEXT));
  }

  @Override
  public ReadStream<byte[]> bytes(int count) {
    return ItemStream.of(Collections.nCopies(count, BYTES));
  }

  @Override
  public Future<Void> tasks(int count) {
    Context target = Sinking.context();
    for (int i = 0; i < count; i++) {
      target.runOnContext(go -> Sinking.take(TEXT));
    }
    return Future.succeededFuture();
  }
}
