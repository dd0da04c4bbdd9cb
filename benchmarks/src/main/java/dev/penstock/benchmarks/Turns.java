package dev.penstock.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Actions that one thread repeats, each for a while in turns with the others, and what they cost:
 * CPU time of that thread, which does not count while another process has the core.
 */
public final class Turns {
  /** How often the clock is not asked while an action is repeated. */
  private static final int BATCHES = 50;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Map<String, Runnable> actions = new LinkedHashMap<>();
  private final Map<String, List<Double>> nanos = new LinkedHashMap<>();

  /** One more action, or another one in place of that name's. */
  public void set(String name, Runnable action) {
    actions.put(name, action);
    nanos.putIfAbsent(name, new ArrayList<>());
  }

  /** One round: repeats each action for so long, and once before that does not count. */
  public void round(long millis) {
    actions.values().forEach(action -> cost(action, millis * 1_000_000));
    actions.forEach((name, action) -> nanos.get(name).add(cost(action, millis * 1_000_000)));
  }

  private double cost(Runnable action, long forNanos) {
    long start = threads.getCurrentThreadCpuTime();
    long times = 0;
    long batch = 1;
    long spent = 0;
    while (spent < forNanos) {
      for (long i = 0; i < batch; i++) {
        action.run();
      }
      times += batch;
      spent = threads.getCurrentThreadCpuTime() - start;
      batch = Math.max(1, (long) (forNanos / BATCHES / (Math.max(1.0, spent) / times)));
    }
    return (double) spent / times;
  }

  /** What an action cost, in nanoseconds, of each round. */
  public List<Double> nanos(String name) {
    return List.copyOf(nanos.getOrDefault(name, List.of()));
  }

  /** How much faster an action is than another one, of each round. */
  public List<Double> speed(String name, String reference) {
    return combined(reference, name, (theirs, ours) -> theirs / ours);
  }

  /** How much more an action costs than another one, in nanoseconds, of each round. */
  public List<Double> more(String name, String reference) {
    return combined(name, reference, (ours, theirs) -> ours - theirs);
  }

  private interface Combination {
    double of(double one, double other);
  }

  private List<Double> combined(String one, String other, Combination combination) {
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < nanos(one).size(); i++) {
      all.add(combination.of(nanos(one).get(i), nanos(other).get(i)));
    }
    return all;
  }
}
