package dev.penstock.metrics;

/**
 * What the replicas of a deployment have done so far, those that are gone included.
 *
 * @param deployment as {@code application/Name}
 * @param calls from when a thread of a replica took them up until they ended
 * @param abandoned calls that were given up and did not end in time
 * @param batches what its batchers have run
 * @param models what their caches of models have done
 */
public record DeploymentTotals(
    String deployment,
    LatencySnapshot calls,
    long abandoned,
    BatchSnapshot batches,
    ModelTotals models) {
  /** Of a deployment whose replicas have done nothing. */
  public static DeploymentTotals none(String deployment) {
    return new DeploymentTotals(
        deployment, LatencySnapshot.NONE, 0, BatchSnapshot.NONE, ModelTotals.NONE);
  }

  /** Both together. */
  DeploymentTotals plus(DeploymentTotals other) {
    return new DeploymentTotals(
        deployment,
        calls.plus(other.calls),
        abandoned + other.abandoned,
        batches.plus(other.batches),
        models.plus(other.models));
  }
}
