package dev.penstock.batch;

import dev.penstock.BatchPolicy;
import dev.penstock.Batcher;
import dev.penstock.message.BatchObserver.Outcome;
import dev.penstock.message.CallScope;
import dev.penstock.message.CurrentCall;
import dev.penstock.message.ReplicaProfile;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A batcher: the items that wait, the batches that run, and when the next one begins.
 *
 * <p>Its state is guarded by this object. No code of the user runs under the lock, and no future is
 * completed: what is to be done is taken out under the lock and done after it. Invariants: (1) at
 * most {@code inFlight} batches are in {@code running}; (2) {@code pending} is the number of items
 * in {@code groups}, {@code inBatches} that of the items of {@code running}; (3) while items wait
 * and a place is free, somebody is about to look: a task of {@code askedOn}, or a timer at {@code
 * wakeNanos}, or the thread that has just added an item or freed the place; (4) while anything is
 * here, {@link #watch} looks from time to time for what nobody waits for, and the replica tells its
 * end.
 */
public final class BatchQueue<I, O> implements Batcher<I, O>, BatchRun.Owner<I, O> {
  private static final Logger LOG = LoggerFactory.getLogger(BatchQueue.class);
  private static final long NOTHING_SEEN = -1;
  private static final long LONGEST_WATCH = Duration.ofSeconds(1).toNanos();
  private static final long SHORTEST_WATCH = Duration.ofMillis(10).toNanos();
  private static final Duration DEFAULT_ABANDON_AFTER = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofDays(365);

  private final BatchRun.Setting<I, O> setting;
  private final Keys<I> keys;
  private final Lanes lanes;
  private final LongSupplier clock;
  private final @Nullable ReplicaProfile replica;
  private final int inFlight;
  private final long abandonNanos;
  private final Pace pace;
  private final Groups<I, O> groups;

  /** The batches under way, each with the time at which the last who waited for it gave up. */
  private final Map<BatchRun<I, O>, Long> running = new LinkedHashMap<>();

  /** One object, by which the replica knows it. */
  private final Runnable atEnd = this::end;

  private int pending;
  private int inBatches;
  private long arrivals;
  private @Nullable Lane newest;
  private @Nullable Object askedOn;
  private @Nullable Object wakeOn;
  private long wakeNanos;
  private boolean watching;

  BatchQueue(
      Function<List<I>, Future<List<O>>> function,
      BatchPolicy policy,
      @Nullable Function<? super I, ?> groupBy,
      @Nullable ReplicaProfile replica,
      Lanes lanes,
      LongSupplier clock) {
    Limits limits = Limits.of(policy);
    String of = replica == null ? "" : " of " + replica.id().deploymentId();
    BatchFunction<I, O> held = new BatchFunction<>(function, of);
    this.setting = new BatchRun.Setting<>(held, limits.split(), replica, clock);
    this.keys = new Keys<>(groupBy);
    this.replica = replica;
    this.lanes = lanes;
    this.clock = clock;
    this.inFlight = limits.inFlight();
    Duration abandon = replica == null ? DEFAULT_ABANDON_AFTER : replica.abandonAfter();
    this.abandonNanos = (abandon.compareTo(LONGEST) < 0 ? abandon : LONGEST).toNanos();
    this.pace = new Pace(limits.maxSize(), limits.maxWaitNanos(), limits.targetNanos());
    this.groups = new Groups<>(pace);
    if (replica != null) {
      limits.tell(replica);
    }
  }

  /** A batcher of the replica whose code runs on this thread, if there is one. */
  public static <I, O> Batcher<I, O> here(
      Function<List<I>, Future<List<O>>> function,
      BatchPolicy policy,
      @Nullable Function<? super I, ?> groupBy) {
    return new BatchQueue<>(
        function, policy, groupBy, ReplicaProfile.current(), Lanes.here(), System::nanoTime);
  }

  @Override
  public Future<O> submit(I value) {
    CallScope scope = CurrentCall.get();
    Object key;
    try {
      key = keys.of(value, scope);
    } catch (Throwable thrown) {
      // Code of the user: its failure is that of the item.
      return Future.failedFuture(thrown);
    }
    if (replica != null && replica.hasEnded()) {
      return Future.failedFuture(Item.lost(false, didNotRun()));
    }
    Lane lane = lanes.current(scope);
    long now = clock.getAsLong();
    Item<I, O> item = new Item<>(value, scope, lane.promise(), now);
    boolean watch;
    synchronized (this) {
      Group<I, O> group = groups.of(key);
      group.add(item);
      pending++;
      arrivals++;
      newest = lane;
      pace.onItem(group.trace(), now - scope.queuedNanos(), othersCome(), group.size());
      watch = !watching;
      watching = true;
    }
    if (watch) {
      watchFrom(lane);
    }
    if (replica != null && replica.hasEnded()) {
      end();
    }
    if (lane.isHere() && (replica == null || !replica.mayInterruptMethods())) {
      proceed(lane, NOTHING_SEEN);
    } else {
      ask(lane, NOTHING_SEEN);
    }
    return item.future();
  }

  /** Whether the replica has calls that have not brought their item, if they ever do. */
  private boolean othersCome() {
    return replica != null && replica.ongoing() > pending + inBatches;
  }

  /**
   * Looks what is to be done, and does it. On that lane.
   *
   * @param seen how many items had ever come when those in the thread's queue had their turn
   */
  private void proceed(Lane lane, long seen) {
    Move<I, O> move;
    synchronized (this) {
      move = next(clock.getAsLong(), lane, seen);
    }
    if (move instanceof Move.Go<I, O> go) {
      go.leaving().forEach(this::leave);
      if (go.run() != null) {
        go.run().proceed(lane);
      }
      if (mayGo()) {
        ask(lane, NOTHING_SEEN);
      }
    } else if (move instanceof Move.LetOthersCome<I, O> let) {
      ask(lane, let.seen());
    } else if (move instanceof Move.Wait<I, O> wait) {
      lane.after(wait.nanos(), () -> onWake(lane));
    }
  }

  private synchronized boolean mayGo() {
    return pending > 0 && running.size() < inFlight;
  }

  private void leave(Item<I, O> item) {
    item.leave(clock.getAsLong(), false, didNotRun() + " for an item");
  }

  private String didNotRun() {
    return setting.function() + " did not run";
  }

  /** Looks again when that lane has done what stands in its queue. */
  private void ask(Lane lane, long seen) {
    synchronized (this) {
      if (lane.thread() == askedOn) {
        return;
      }
      askedOn = lane.thread();
    }
    lane.atEnd(
        () -> {
          synchronized (this) {
            if (askedOn == lane.thread()) {
              askedOn = null;
            }
          }
          proceed(lane, seen);
        });
  }

  private void onWake(Lane lane) {
    long seen;
    synchronized (this) {
      if (wakeOn == lane.thread()) {
        wakeOn = null;
      }
      seen = arrivals;
    }
    proceed(lane, seen);
  }

  private Move<I, O> next(long now, Lane lane, long seen) {
    if (pending == 0 || running.size() >= inFlight) {
      return new Move.Rest<>();
    }
    Group<I, O> due = null;
    Group<I, O> ready = null;
    long wake = Long.MAX_VALUE;
    for (Group<I, O> group : groups.waiting()) {
      long waited = now - group.sinceNanos();
      long left = pace.waitLimit(group.size()) - waited;
      long worth = pace.worthUntil(group.trace(), now, group.size()) - now;
      boolean full = group.size() >= pace.sizeLimit(waited);
      if (full || (left <= 0 && !mayBeJoined(lane, seen))) {
        due = older(due, group);
      } else if (worth <= 0) {
        ready = older(ready, group);
      } else {
        wake = Math.min(wake, Math.min(left, worth));
      }
    }
    if (due != null) {
      // A group that is always full must not hold up an item that came before all of its own.
      return go(ready == null ? due : older(due, ready), now);
    }
    if (lane.canWait()) {
      if (arrivals != seen && othersCome()) {
        return lane.thread() == askedOn ? new Move.Rest<>() : new Move.LetOthersCome<>(arrivals);
      }
      if (ready == null) {
        return sleep(lane, now, wake);
      }
    }
    return go(ready == null ? groups.waiting().iterator().next() : ready, now);
  }

  /** What stands in the thread's queue comes first even if the time is up: once, for it is near. */
  private boolean mayBeJoined(Lane lane, long seen) {
    return seen == NOTHING_SEEN && lane.canWait() && othersCome();
  }

  private Group<I, O> older(@Nullable Group<I, O> one, Group<I, O> other) {
    return one == null || other.sinceNanos() - one.sinceNanos() < 0 ? other : one;
  }

  private Move<I, O> sleep(Lane lane, long now, long nanos) {
    if (wakeOn == lane.thread() && wakeNanos - now <= nanos) {
      return new Move.Rest<>();
    }
    wakeOn = lane.thread();
    wakeNanos = now + nanos;
    return new Move.Wait<>(nanos);
  }

  private Move<I, O> go(Group<I, O> group, long now) {
    long waited = now - group.sinceNanos();
    int before = group.size();
    List<Item<I, O>> leaving = new ArrayList<>(0);
    List<Item<I, O>> taken = group.take(pace.sizeLimit(waited), now, leaving);
    pending -= before - group.size();
    groups.settle();
    if (taken.isEmpty()) {
      return new Move.Go<>(null, leaving);
    }
    BatchRun<I, O> run =
        new BatchRun<>(setting, this, group, taken, now - taken.get(0).sinceNanos());
    running.put(run, 0L);
    inBatches += taken.size();
    return new Move.Go<>(run, leaving);
  }

  @Override
  public void onEnded(BatchRun<I, O> run, Lane lane, Outcome outcome, long serviceNanos) {
    Lane next = onPlaceFree(run, serviceNanos);
    if (replica != null) {
      replica.batches().ended(run.size(), run.waitedNanos(), outcome);
    }
    if (next != null) {
      ask(next, NOTHING_SEEN);
    }
  }

  /** A batch runs no more. Gives the lane on which the next one may begin, if items wait. */
  private synchronized @Nullable Lane onPlaceFree(BatchRun<I, O> run, long serviceNanos) {
    running.remove(run);
    inBatches -= run.size();
    if (serviceNanos >= 0) {
      pace.onRan(run.size(), serviceNanos);
    }
    Group<I, O> group = run.group();
    pace.onEnd(group.trace(), clock.getAsLong(), run.size(), othersCome(), group.size());
    return pending == 0 ? null : newest;
  }

  private void watchFrom(Lane lane) {
    lane.alarm(watchNanos(), () -> watch(lane));
    if (replica != null) {
      replica.onEnd(atEnd);
    }
  }

  /** The replica has ended: nothing waits any more. */
  private void end() {
    List<Item<I, O>> leaving = new ArrayList<>();
    List<BatchRun<I, O>> left;
    synchronized (this) {
      groups.waiting().forEach(group -> group.removeAll(leaving));
      pending -= leaving.size();
      groups.settle();
      left = List.copyOf(running.keySet());
    }
    leaving.forEach(item -> item.lose(false, didNotRun()));
    left.forEach(BatchRun::onReplicaEnded);
  }

  private long watchNanos() {
    return Math.max(SHORTEST_WATCH, Math.min(LONGEST_WATCH, abandonNanos / 4));
  }

  /** Looks for what nobody waits for. On a thread that nothing holds up. */
  private void watch(Lane lane) {
    long now = clock.getAsLong();
    List<Item<I, O>> leaving = new ArrayList<>();
    List<BatchRun<I, O>> late = new ArrayList<>();
    synchronized (this) {
      groups.waiting().forEach(group -> group.removeOver(now, leaving));
      pending -= leaving.size();
      groups.settle();
      running.replaceAll((run, since) -> run.isOver(now) ? since == 0 ? now : since : 0);
      running.forEach(
          (run, since) -> {
            if (since != 0 && now - since >= abandonNanos) {
              late.add(run);
            }
          });
      watching = groups.forget(now) || !running.isEmpty();
      if (watching) {
        lane.alarm(watchNanos(), () -> watch(lane));
      } else if (replica != null) {
        replica.forget(atEnd);
      }
    }
    leaving.forEach(this::leave);
    late.forEach(run -> abandon(run, now));
  }

  private void abandon(BatchRun<I, O> run, long now) {
    if (!run.abandon(now)) {
      return;
    }
    LOG.warn(
        "{} still runs {} ms after the last of its callers gave up, items={}, requestId={}; its"
            + " place is free for other batches",
        setting.function(),
        abandonNanos / 1_000_000,
        run.size(),
        run.requestId());
    Lane next = onPlaceFree(run, -1);
    if (replica != null) {
      replica.batches().ended(run.size(), run.waitedNanos(), Outcome.ABANDONED);
    }
    if (next != null) {
      ask(next, NOTHING_SEEN);
    }
  }

  /** How many keys it remembers. */
  synchronized int keys() {
    return groups.size();
  }

  @Override
  public String toString() {
    return "batcher of " + Objects.toString(replica, "no replica");
  }
}
