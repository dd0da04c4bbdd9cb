package dev.penstock.node;

import dev.penstock.message.ModelListener;
import dev.penstock.metrics.ModelMeter;

/** Counts what the caches of models of a replica do. */
record CountedModels(ModelMeter meter) implements ModelListener {
  @Override
  public void onLoaded(long nanos) {
    meter.recordLoaded(nanos);
  }

  @Override
  public void onLoadFailed() {
    meter.recordFailure();
  }

  @Override
  public void onUnloaded() {
    meter.recordUnloaded();
  }
}
