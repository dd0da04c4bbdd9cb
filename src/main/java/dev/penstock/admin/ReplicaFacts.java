package dev.penstock.admin;

import dev.penstock.metrics.ReplicaMeter;
import java.util.Set;

/**
 * A replica as it is now.
 *
 * @param index its number within the deployment
 * @param thread the thread, or pool of threads, that runs it
 * @param ongoing calls that are sent to it and have not ended
 * @param maxOngoing how many it takes at a time
 * @param models the ids of the models that it has loaded or is loading, in their order
 * @param meter counts its calls
 */
public record ReplicaFacts(
    int index,
    ReplicaState state,
    String thread,
    int ongoing,
    int maxOngoing,
    Set<String> models,
    ReplicaMeter meter) {}
