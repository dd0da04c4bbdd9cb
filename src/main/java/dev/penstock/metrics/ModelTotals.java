package dev.penstock.metrics;

/**
 * What was done with models so far.
 *
 * @param loads those that were loaded, with the time that their loaders took
 * @param failures loads that have failed, or gave a model that was refused
 * @param unloads models that were unloaded, refused ones included
 */
public record ModelTotals(LatencySnapshot loads, long failures, long unloads) {
  /** Nothing. */
  public static final ModelTotals NONE = new ModelTotals(LatencySnapshot.NONE, 0, 0);

  /** Both together. */
  ModelTotals plus(ModelTotals other) {
    return new ModelTotals(
        loads.plus(other.loads), failures + other.failures, unloads + other.unloads);
  }
}
