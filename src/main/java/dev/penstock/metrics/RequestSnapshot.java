package dev.penstock.metrics;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The HTTP requests of a route at a moment. Immutable.
 *
 * @param times how long they took
 * @param counts how many there were of each method and status; those that never came are missing
 */
public record RequestSnapshot(LatencySnapshot times, Map<Kind, Long> counts) {
  /** A method and a status. */
  public record Kind(RequestMethod method, int status) {}

  private static final Comparator<Kind> ORDER =
      Comparator.comparing(Kind::method).thenComparingInt(Kind::status);

  /** The number of requests with a status of a class, such as 5 for 500 to 599. */
  public long ofClass(int hundreds) {
    return counts.entrySet().stream()
        .filter(each -> each.getKey().status() / 100 == hundreds)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** What was counted since an earlier snapshot of the same route. */
  public RequestSnapshot since(RequestSnapshot earlier) {
    Map<Kind, Long> more = new TreeMap<>(ORDER);
    counts.forEach((kind, count) -> more.put(kind, count - earlier.counts.getOrDefault(kind, 0L)));
    more.values().removeIf(count -> count == 0);
    return new RequestSnapshot(times.since(earlier.times), Collections.unmodifiableMap(more));
  }

  /** Adds up cells. Confined to its thread. */
  static final class Builder {
    private final LatencySnapshot.Builder times = new LatencySnapshot.Builder();
    private final Map<Kind, Long> counts = new TreeMap<>(ORDER);

    LatencySnapshot.Builder times() {
      return times;
    }

    void add(RequestMethod method, int status, long count) {
      if (count > 0) {
        counts.merge(new Kind(method, status), count, Long::sum);
      }
    }

    RequestSnapshot build() {
      return new RequestSnapshot(times.build(), Collections.unmodifiableMap(counts));
    }
  }
}
