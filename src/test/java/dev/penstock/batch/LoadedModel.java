package dev.penstock.batch;

import dev.penstock.BatchPolicy;
import dev.penstock.message.ReplicaId;
import dev.penstock.message.ReplicaProfile;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A model whose batches cost a fixed time and a time for each item, behind a batcher on a scripted
 * thread, under load. All times are simulated, in nanoseconds.
 */
final class LoadedModel {
  final ScriptedThread thread = new ScriptedThread();
  private final RandomGenerator random;
  private final double fixed;
  private final double perItem;
  private final BatchQueue<Integer, Integer> batcher;
  private int ongoing;
  private long answered;
  private long batches;
  private int largest;
  private double waited;

  LoadedModel(double fixedMicros, double perItemMicros, BatchPolicy policy, long seed) {
    this.fixed = fixedMicros * 1_000;
    this.perItem = perItemMicros * 1_000;
    this.random = new java.util.Random(seed);
    ReplicaProfile replica =
        new ReplicaProfile(new ReplicaId("app", "Model", 1, 0, "node"), () -> ongoing, calls -> {});
    this.batcher =
        new BatchQueue<>(this::run, policy, null, replica, scope -> thread, thread::nanos);
  }

  private Future<List<Integer>> run(List<Integer> items) {
    batches++;
    largest = Math.max(largest, items.size());
    Promise<List<Integer>> done = Promise.promise();
    thread.after((long) (fixed + perItem * items.size()), () -> done.complete(items));
    return done.future();
  }

  /** One item, from when its call is made. */
  Future<Integer> call() {
    ongoing++;
    Promise<Integer> answer = Promise.promise();
    long since = thread.nanos();
    // A call stands in the queue of the thread first.
    thread.atEnd(
        () ->
            batcher
                .submit(1)
                .onComplete(
                    (result, failure) -> {
                      ongoing--;
                      answered++;
                      waited += thread.nanos() - since;
                      answer.handle(Future.succeededFuture(result));
                    }));
    return answer.future();
  }

  /** Callers until they are told to stop. */
  final class Callers {
    private boolean stopped;

    void stop() {
      stopped = true;
    }

    private void callAgain(double thinkMicros) {
      if (!stopped) {
        call()
            .onComplete(
                (result, failure) ->
                    thread.after(
                        (long) (thinkMicros * 1_000 * (0.5 + random.nextDouble())),
                        () -> callAgain(thinkMicros)));
      }
    }
  }

  /** Callers who call again and again, each time after about that time. */
  Callers callers(int number, double thinkMicros) {
    Callers all = new Callers();
    for (int i = 0; i < number; i++) {
      all.callAgain(thinkMicros);
    }
    return all;
  }

  /** How long one call takes now. */
  double microsOfOneCall() {
    long since = thread.nanos();
    double[] micros = {-1};
    call().onComplete((result, failure) -> micros[0] = (thread.nanos() - since) / 1e3);
    thread.pass(1_000_000_000);
    return micros[0];
  }

  /** Calls that come by themselves, at random. */
  void arrivals(double perSecond) {
    double gap = -Math.log(1 - random.nextDouble()) / perSecond * 1e9;
    thread.after(
        (long) gap,
        () -> {
          call();
          arrivals(perSecond);
        });
  }

  /** Items per second over that many milliseconds. */
  double throughput(long millis) {
    long before = answered;
    thread.pass(millis * 1_000_000);
    return (answered - before) * 1_000.0 / millis;
  }

  /** Mean time of a call so far, in microseconds. */
  double meanMicros() {
    return waited / answered / 1_000;
  }

  double meanSize() {
    return (double) answered / batches;
  }

  /** The largest batch since the last time. */
  int largestSize() {
    int size = largest;
    largest = 0;
    return size;
  }
}
