package dev.penstock.metrics;

import java.util.concurrent.atomic.AtomicLong;

/** The models that one replica has loaded and unloaded. Thread-safe. */
public final class ModelMeter {
  private final LatencyCell loads = new LatencyCell();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong unloads = new AtomicLong();

  /** A loader took that long to give a model. */
  public void recordLoaded(long nanos) {
    loads.addShared(nanos, null);
  }

  /** A load has failed, or what it gave was refused. */
  public void recordFailure() {
    failures.incrementAndGet();
  }

  /** A model was unloaded. */
  public void recordUnloaded() {
    unloads.incrementAndGet();
  }

  /** All of it so far. */
  public ModelTotals totals() {
    LatencySnapshot.Builder all = new LatencySnapshot.Builder();
    loads.addTo(all);
    return new ModelTotals(all.build(), failures.get(), unloads.get());
  }
}
