package dev.penstock.batch;

import dev.penstock.BatchPolicy;
import dev.penstock.fake.FakeCall;
import dev.penstock.message.CallScope;
import dev.penstock.message.ReplicaId;
import dev.penstock.message.ReplicaProfile;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * A model that holds the one worker thread of its replica while it runs, so that calls stand in the
 * queue of the thread meanwhile, each with the time at which it was sent. All times are simulated,
 * in nanoseconds: what happens outside of the thread goes on while it is held.
 */
final class BlockingModel implements Lane {
  /** Something outside of the thread. */
  private record Event(long nanos, long order, Runnable action) {}

  private static final long CALL_NANOS = 2_000;

  private final PriorityQueue<Event> outside =
      new PriorityQueue<>(Comparator.comparingLong(Event::nanos).thenComparingLong(Event::order));
  private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
  private final RandomGenerator random;
  private final double fixed;
  private final double perItem;
  private final ReplicaProfile replica;
  private final BatchQueue<Integer, Integer> batcher;
  private long now = 1_000_000_000_000L;
  private long order;
  private int ongoing;
  private long answered;

  BlockingModel(double fixedMicros, double perItemMicros, BatchPolicy policy, long seed) {
    fixed = fixedMicros * 1_000;
    perItem = perItemMicros * 1_000;
    random = new Random(seed);
    replica =
        new ReplicaProfile(new ReplicaId("app", "Model", 1, 0, "node"), () -> ongoing, calls -> {});
    batcher = new BatchQueue<>(this::run, policy, null, replica, scope -> this, () -> now);
  }

  private Future<List<Integer>> run(List<Integer> items) {
    hold((long) (fixed + perItem * items.size()));
    return Future.succeededFuture(items);
  }

  private void hold(long nanos) {
    long end = now + nanos;
    while (!outside.isEmpty() && outside.peek().nanos <= end) {
      next();
    }
    now = end;
  }

  private void next() {
    Event event = outside.remove();
    now = Math.max(now, event.nanos);
    event.action.run();
  }

  /** Sends a call, which the thread gets to when it is free. */
  private void call(Runnable onAnswer) {
    long sent = now;
    ongoing++;
    queue.add(
        () -> {
          FakeCall call = new FakeCall("call", FakeCall.route("edge"));
          call.begin(by -> {}, now - sent); // A fake one was sent at 0.
          hold(CALL_NANOS);
          inCall(call)
              .onComplete(
                  (result, failure) -> {
                    ongoing--;
                    answered++;
                    onAnswer.run();
                  });
        });
  }

  @SuppressWarnings("NullAway") // The scope needs no context where there is no Vert.x.
  private Future<Integer> inCall(FakeCall call) {
    return new CallScope(call, replica, null).wrapSupplier(() -> batcher.submit(1)).get();
  }

  /** Callers who call again and again, each about that time after its answer. */
  void callers(int number, double thinkMicros) {
    for (int i = 0; i < number; i++) {
      callAgain(thinkMicros);
    }
  }

  private void callAgain(double thinkMicros) {
    call(
        () ->
            alarm(
                (long) (thinkMicros * 1_000 * (0.5 + random.nextDouble())),
                () -> callAgain(thinkMicros)));
  }

  /** Calls that come by themselves, at random. */
  void arrivals(double perSecond) {
    alarm(
        (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9),
        () -> {
          call(() -> {});
          arrivals(perSecond);
        });
  }

  /** Items per second over about that many milliseconds. */
  double throughput(long millis) {
    long before = answered;
    long since = now;
    long end = now + millis * 1_000_000;
    while (now < end) {
      Runnable task = queue.poll();
      if (task != null) {
        task.run();
      } else {
        next();
      }
    }
    return (answered - before) * 1e9 / (now - since);
  }

  /** Microseconds that a batch of so many takes, with what their calls cost. */
  double micros(int items) {
    return (fixed + (perItem + CALL_NANOS) * items) / 1_000;
  }

  @Override
  public boolean isHere() {
    return true;
  }

  @Override
  public boolean canWait() {
    return true;
  }

  @Override
  public Object thread() {
    return this;
  }

  @Override
  public void atEnd(Runnable task) {
    queue.add(task);
  }

  @Override
  public void after(long nanos, Runnable task) {
    alarm(nanos, () -> queue.add(task));
  }

  @Override
  public void alarm(long nanos, Runnable task) {
    outside.add(new Event(now + nanos, order++, task));
  }

  @Override
  public <T> Promise<T> promise() {
    return Promise.promise();
  }
}
