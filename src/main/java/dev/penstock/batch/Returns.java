package dev.penstock.batch;

/**
 * Learns how soon callers who were answered call again: which share of them by what time after the
 * end of a batch. Not thread-safe.
 *
 * <p>Whoever looks at the next item only does not wait for the first of many that come at once; a
 * batch that has just ended tells how many those are.
 */
final class Returns {
  /** About the last 50 batches matter. */
  private static final double GROWTH = 1.02;

  private static final double TOO_LARGE = 1e9;
  private static final double ENOUGH = 4;

  /** Items by their time since the end of a batch. */
  private final double[] came = new double[Ages.BUCKETS];

  /** Items that were answered, by how long their callers had time to come back. */
  private final double[] answered = new double[Ages.BUCKETS];

  private double batches;
  private double weight = 1;

  /** The ends of batches of one group. Belongs to the {@link Returns}. */
  static final class Trace {
    private int ends;
    private int size;
    private int returned;
    private long endNanos;
    private long earlierEndNanos;

    /** Items by their time since the last end: they count when that is over. */
    private final int[] since = new int[Ages.BUCKETS];
  }

  /** An item has come; if it has waited for a thread, that was before the last end perhaps. */
  void onItem(Trace trace, long nowNanos) {
    if (trace.ends == 0) {
      return;
    }
    long age = nowNanos - trace.endNanos;
    if (age >= 0) {
      trace.since[Ages.bucket(age)]++;
      trace.returned++;
    } else if (trace.ends > 1) {
      came[Ages.bucket(nowNanos - trace.earlierEndNanos)] += weight;
    }
  }

  /** A batch of that size has ended. */
  void onEnd(Trace trace, long nowNanos, int size) {
    if (trace.ends > 0) {
      answered[Ages.bucket(nowNanos - trace.endNanos)] += weight * trace.size;
      for (int i = 0; i < Ages.BUCKETS; i++) {
        came[i] += weight * trace.since[i];
        trace.since[i] = 0;
      }
      batches += weight;
      grow();
    }
    trace.ends = Math.min(2, trace.ends + 1);
    trace.earlierEndNanos = trace.endNanos;
    trace.endNanos = nowNanos;
    trace.size = size;
    trace.returned = 0;
  }

  private void grow() {
    weight *= GROWTH;
    if (weight > TOO_LARGE) {
      for (int i = 0; i < Ages.BUCKETS; i++) {
        came[i] /= weight;
        answered[i] /= weight;
      }
      batches /= weight;
      weight = 1;
    }
  }

  /**
   * Until when to wait for callers to come back so that the throughput is highest; a past time if
   * that is now.
   *
   * @param pending items that wait
   * @param most largest batch
   */
  long worthUntil(Trace trace, long nowNanos, int pending, int most, ServiceTime service) {
    if (trace.ends == 0 || batches < ENOUGH * weight) {
      return nowNanos;
    }
    double age = (double) Math.max(0, nowNanos - trace.endNanos);
    double had = 0;
    for (double each : answered) {
      had += each;
    }
    double back = -trace.returned;
    double coming = 0;
    double best = pending / service.of(pending);
    double until = 0;
    double from = 0;
    for (int i = 0; i < Ages.BUCKETS && had > weight / 4; i++) {
      double to = Ages.bound(i);
      double more = trace.size * came[i] / had;
      had -= answered[i];
      back += more;
      coming += more * Math.max(0, to - Math.max(age, from)) / (to - from);
      from = to;
      // Those of a steady stream are never overdue, however few have come.
      double likely = Math.min(back, coming);
      if (to > age && likely > 0) {
        double size = Math.min(most, pending + likely);
        double rate = size / (to - age + service.of(size));
        if (rate > best) {
          best = rate;
          until = to;
        }
        if (size >= most) {
          break;
        }
      }
    }
    return trace.endNanos + (long) until;
  }
}
