package dev.penstock.benchmarks.batch;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * Batches of one size: each waits until it is full, or for 50 ms, which only the last callers of a
 * run see. For one worker thread.
 */
public final class FixedScorer implements Scorer {
  private static final int LAST_MILLIS = 50;

  private final Context context = Vertx.currentContext();
  private final Accelerator device;
  private final int size;
  private List<Long> items = new ArrayList<>();
  private List<Promise<Long>> waiting = new ArrayList<>();

  /** A scorer with that device. */
  public FixedScorer(Accelerator device, int size) {
    this.device = device;
    this.size = size;
  }

  @Override
  public Future<Long> score(int item) {
    Promise<Long> promise = Promise.promise();
    items.add(System.nanoTime());
    waiting.add(promise);
    if (items.size() >= size) {
      run();
    } else if (items.size() == 1) {
      List<Long> mine = items;
      context
          .owner()
          .setTimer(
              LAST_MILLIS,
              fired ->
                  context.runOnContext(
                      go -> {
                        if (mine == items) {
                          run();
                        }
                      }));
    }
    return promise.future();
  }

  private void run() {
    List<Promise<Long>> answered = waiting;
    List<Long> batch = items;
    items = new ArrayList<>();
    waiting = new ArrayList<>();
    List<Long> results = device.compute(batch).result();
    for (int i = 0; i < results.size(); i++) {
      answered.get(i).complete(results.get(i));
    }
  }
}
