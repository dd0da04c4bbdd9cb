package dev.penstock.metrics;

import dev.penstock.Failure;
import dev.penstock.ReplicaContext;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The calls that one replica has run, from when a thread of it took them up until they ended, and
 * the models that it has loaded for them. A replica on an event loop records there without
 * contention.
 */
public final class ReplicaMeter {
  private final ReplicaContext replica;
  private final LatencyCell own = new LatencyCell();
  private final LatencyCell others = new LatencyCell();
  private final AtomicLong abandoned = new AtomicLong();
  private final ModelMeter models = new ModelMeter();
  private final BatchCell batches = new BatchCell();
  private volatile @Nullable Thread owner;

  /** A meter of no calls yet. */
  public ReplicaMeter(ReplicaContext replica) {
    this.replica = replica;
  }

  /** Which replica. */
  public ReplicaContext replica() {
    return replica;
  }

  /** That thread runs the calls, and no other runs them beside it. */
  public void ownedBy(Thread thread) {
    owner = thread;
  }

  /** Records a call. Any thread. */
  public void record(long nanos, @Nullable Failure failure) {
    if (Thread.currentThread() == owner) {
      own.add(nanos, failure);
    } else {
      others.addShared(nanos, failure);
    }
  }

  /** A call was abandoned: it was given up and does not end. Any thread. */
  public void recordAbandoned() {
    abandoned.incrementAndGet();
  }

  /** What its caches of models have done. */
  public ModelMeter models() {
    return models;
  }

  /** Where its batches are counted. */
  public BatchCell batches() {
    return batches;
  }

  /** All calls that have ended so far. */
  public LatencySnapshot calls() {
    LatencySnapshot.Builder all = new LatencySnapshot.Builder();
    own.addTo(all);
    others.addTo(all);
    return all.build();
  }

  /** The number of calls that were abandoned so far. */
  public long abandoned() {
    return abandoned.get();
  }
}
