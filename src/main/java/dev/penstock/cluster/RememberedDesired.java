package dev.penstock.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is desired, as it was read last: a value is as large as the cluster, and every node looks
 * every few seconds, so that reading it each time would cost the square of its size.
 *
 * <p>Read again is what has changed or may have: when the map tells of a change, when this node has
 * written, when nodes have come or gone (a part that was cut off hears nothing), and now and then,
 * should all that be missed. The mark that says so is taken off before the map is read, and set
 * before anybody is told to look: what changes meanwhile is read again.
 *
 * <p>For the thread of the cluster; the mark may be set on any.
 */
public final class RememberedDesired implements DesiredStates {
  /** How long a change stays unseen at most, of which nobody has told. */
  static final Duration LONGEST = Duration.ofSeconds(30);

  private final DesiredStates map;
  private final LongSupplier clock;
  private final Map<String, Optional<Assignment>> read = new HashMap<>();
  private Set<String> members = Set.of();
  private long readNanos;
  private volatile boolean outdated = true;

  /**
   * Nothing was read so far.
   *
   * @param clock nanoseconds, as {@link System#nanoTime()}
   */
  public RememberedDesired(DesiredStates map, LongSupplier clock) {
    this.map = map;
    this.clock = clock;
  }

  /** The nodes that see each other now. */
  public void onView(ClusterView view) {
    Set<String> now = Set.copyOf(view.members());
    if (!now.equals(members)) {
      members = now;
      outdated = true;
    }
  }

  @Override
  public Optional<Assignment> get(String application) {
    long now = clock.getAsLong();
    if (outdated || now - readNanos >= LONGEST.toNanos()) {
      outdated = false;
      readNanos = now;
      read.clear();
    }
    Optional<Assignment> known = read.get(application);
    if (known == null) {
      known = map.get(application);
      read.put(application, known);
    }
    return known;
  }

  @Override
  public boolean compareAndSet(@Nullable Assignment expected, Assignment next) {
    outdated = true;
    return map.compareAndSet(expected, next);
  }

  @Override
  public void listen(Runnable listener) {
    map.listen(
        () -> {
          outdated = true;
          listener.run();
        });
  }
}
