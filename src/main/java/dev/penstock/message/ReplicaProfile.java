package dev.penstock.message;

import dev.penstock.ReplicaContext;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One replica as its own code and the routers of its calls know it: what both sides tell each other
 * beyond the calls themselves. Thread-safe.
 */
public final class ReplicaProfile {
  /** The replica whose object is being made on this thread, outside of any call. */
  private static final ThreadLocal<@Nullable ReplicaProfile> MAKING = new ThreadLocal<>();

  private static final Duration DEFAULT_ABANDON_AFTER = Duration.ofSeconds(30);

  private final OwnReplica replica;
  private final IntSupplier ongoing;
  private final IntConsumer atLeast;
  private volatile Consumer<Throwable> stuck = cause -> {};
  private final IntSupplier limit;
  private final Duration abandonAfter;
  private final BatchObserver batches;
  private final HeldModels models;

  /** What is done at its end by those who have work in it. */
  private final Set<Runnable> atEnd = ConcurrentHashMap.newKeySet();

  private volatile boolean ended;
  private volatile boolean interrupts;

  /** Found once: each tensor and blob of the replica's calls is counted. */
  private final LongAdder openInstances;

  /**
   * A replica without a limit of calls, as in a test.
   *
   * @param ongoing the number of its calls now, those on their way to it included
   * @param atLeast hears how many calls at a time it should take at least
   */
  public ReplicaProfile(ReplicaId id, IntSupplier ongoing, IntConsumer atLeast) {
    this(
        new OwnReplica(id, id.index()),
        ongoing,
        atLeast,
        () -> Integer.MAX_VALUE,
        DEFAULT_ABANDON_AFTER,
        BatchObserver.NONE,
        ModelListener.NONE);
  }

  /**
   * A replica.
   *
   * @param replica which
   * @param ongoing the number of its calls now, those on their way to it included
   * @param atLeast hears how many calls at a time it should take at least
   * @param limit how many calls it takes at a time now
   * @param abandonAfter how long work that nobody waits for may run on
   * @param batches hears of the batches that it has run
   * @param onModels hears what its caches of models do
   */
  public ReplicaProfile(
      OwnReplica replica,
      IntSupplier ongoing,
      IntConsumer atLeast,
      IntSupplier limit,
      Duration abandonAfter,
      BatchObserver batches,
      ModelListener onModels) {
    this.replica = replica;
    this.ongoing = ongoing;
    this.atLeast = atLeast;
    this.limit = limit;
    this.abandonAfter = abandonAfter;
    this.batches = batches;
    this.models = new HeldModels(onModels);
    this.openInstances = Leases.countOf(replica.id().deploymentId());
  }

  /**
   * The replica that the current code belongs to: of the current call, or whose constructor, {@code
   * configure} or {@code start} runs on this thread; null outside of both, as in a unit test.
   */
  public static @Nullable ReplicaProfile current() {
    ReplicaProfile ofCall = CurrentCall.get().profile();
    return ofCall != null ? ofCall : MAKING.get();
  }

  /** Runs a step in the making of the replica's object. */
  public <T> T making(Callable<T> step) throws Exception {
    ReplicaProfile before = MAKING.get();
    MAKING.set(this);
    try {
      return step.call();
    } finally {
      MAKING.set(before);
    }
  }

  /** Who hears that the replica can serve no more. */
  public void onStuck(Consumer<Throwable> listener) {
    stuck = listener;
  }

  /** Its code holds a thread that does not come back: it should be replaced. Any thread. */
  public void tellStuck(Throwable cause) {
    stuck.accept(cause);
  }

  /** Does something when its object has stopped, unless {@link #forget} or that was before. */
  public void onEnd(Runnable action) {
    atEnd.add(action);
  }

  /** Does not do that at its end any more. */
  public void forget(Runnable action) {
    atEnd.remove(action);
  }

  /**
   * Its object has stopped, and its threads are about to.
   *
   * @return whether anybody had something left to do
   */
  public boolean end() {
    ended = true;
    List<Runnable> left = List.copyOf(atEnd);
    left.forEach(Runnable::run);
    return !left.isEmpty();
  }

  /** The thread of a call that is given up is interrupted while it runs the call's method. */
  public void interruptsMethods() {
    interrupts = true;
  }

  /** Whether what belongs to several calls must not run within the method of one. */
  public boolean mayInterruptMethods() {
    return interrupts;
  }

  /** Whether its object has stopped. */
  public boolean hasEnded() {
    return ended;
  }

  /** Which replica. */
  public ReplicaId id() {
    return replica.id();
  }

  /** Which replica, as its code knows it. */
  public ReplicaContext context() {
    return replica;
  }

  /** The number of its calls now, those on their way to it included. */
  public int ongoing() {
    return ongoing.getAsInt();
  }

  /** Its code works best with that many calls at a time; counts where nobody has set a limit. */
  public void wantsAtLeast(int calls) {
    atLeast.accept(calls);
  }

  /** Counts the open instances over stored objects of its deployment, on this node. */
  LongAdder openInstances() {
    return openInstances;
  }

  /** How many calls it takes at a time now. */
  public int limit() {
    return limit.getAsInt();
  }

  /** How long work that nobody waits for any more may run on before it is abandoned. */
  public Duration abandonAfter() {
    return abandonAfter;
  }

  /** Hears of the batches that it has run. */
  public BatchObserver batches() {
    return batches;
  }

  /** The models that it has loaded. */
  public HeldModels models() {
    return models;
  }

  @Override
  public String toString() {
    return replica.toString();
  }
}
