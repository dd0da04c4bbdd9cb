package dev.penstock.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.ReplicaContext;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Which replicas run on which nodes of this JVM, as they tell it themselves. Thread-safe. */
final class Whereabouts {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final IdentityHashMap<Object, ReplicaContext> running = new IdentityHashMap<>();

  synchronized void started(Object instance, ReplicaContext replica) {
    running.put(instance, replica);
    notifyAll();
  }

  synchronized void stopped(Object instance) {
    running.remove(instance);
    notifyAll();
  }

  /** How many there are on each node that has any. */
  private Map<String, Integer> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    running.values().forEach(each -> counts.merge(each.nodeId(), 1, Integer::sum));
    return counts;
  }

  /** Waits until the counts are so, and gives them. */
  synchronized Map<String, Integer> await(Predicate<List<Integer>> wanted)
      throws InterruptedException {
    long end = System.nanoTime() + LIMIT_NANOS;
    while (!wanted.test(List.copyOf(counts().values()))) {
      long left = end - System.nanoTime();
      assertThat(left)
          .as("time until replicas are where they should be: %s", running.values())
          .isPositive();
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return counts();
  }
}
