package dev.penstock.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.ReplicaContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Which replicas run on which nodes of this JVM, as they tell it themselves. Thread-safe. */
final class Whereabouts {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final List<ReplicaContext> running = new ArrayList<>();

  synchronized void started(ReplicaContext replica) {
    running.add(replica);
    notifyAll();
  }

  synchronized void stopped(ReplicaContext replica) {
    running.remove(replica);
    notifyAll();
  }

  /** How many there are on each node that has any. */
  private Map<String, Integer> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    running.forEach(each -> counts.merge(each.nodeId(), 1, Integer::sum));
    return counts;
  }

  /** Waits until the counts are so, and gives them. */
  synchronized Map<String, Integer> await(Predicate<List<Integer>> wanted)
      throws InterruptedException {
    long end = System.nanoTime() + LIMIT_NANOS;
    while (!wanted.test(List.copyOf(counts().values()))) {
      long left = end - System.nanoTime();
      assertThat(left).as("time until replicas are where they should be: %s", running).isPositive();
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return counts();
  }
}
