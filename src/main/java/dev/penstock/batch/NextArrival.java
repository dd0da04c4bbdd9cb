package dev.penstock.batch;

/**
 * How long after some kind of event the next item came, as a histogram: what a wait for it is
 * worth. An event after which the chance has ended before an item came counts until then (the
 * estimate of Kaplan and Meier, 1958). Newer observations count more. Not thread-safe.
 */
final class NextArrival {
  /** About the last 50 observations matter. */
  private static final double GROWTH = 1.02;

  private static final double TOO_LARGE = 1e9;
  private static final double ENOUGH = 4;

  private final double[] came = new double[Ages.BUCKETS];
  private final double[] cut = new double[Ages.BUCKETS];
  private double total;
  private double weight = 1;

  /** An item came so long after the event. */
  void came(long nanos) {
    add(came, nanos);
  }

  /** Nothing came for so long, and what came later would not have come to who waited. */
  void cut(long nanos) {
    add(cut, nanos);
  }

  private void add(double[] counts, long nanos) {
    counts[Ages.bucket(nanos)] += weight;
    total += weight;
    weight *= GROWTH;
    if (weight > TOO_LARGE) {
      for (int i = 0; i < Ages.BUCKETS; i++) {
        came[i] /= weight;
        cut[i] /= weight;
      }
      total /= weight;
      weight = 1;
    }
  }

  /** Whether there are enough observations to go by. */
  boolean isKnown() {
    return total > ENOUGH * weight;
  }

  /**
   * Until when to wait, in nanoseconds after the event; not above {@code age} if it is not worth
   * it. One more item is worth {@code gain} nanoseconds, and the wait costs what it takes; no wait
   * takes longer than the gain, so that at worst twice the best is paid (the ski rental problem).
   *
   * @param age since the event nothing has come for so long
   */
  double worthUntil(double age, double gain) {
    int first = Ages.bucket((long) age);
    double atRisk = 0;
    for (int i = first; i < Ages.BUCKETS; i++) {
      atRisk += came[i] + cut[i];
    }
    double still = 1;
    double came = 0;
    double waited = 0;
    double best = 0;
    double until = 0;
    double from = age;
    for (int i = first; i < Ages.BUCKETS && atRisk > weight / 4 && from - age < gain; i++) {
      double to = Math.max(from, Ages.bound(i));
      double hazard = this.came[i] / atRisk;
      waited += still * (to - from) * (1 - hazard / 2);
      came += still * hazard;
      still *= 1 - hazard;
      if (came * gain - waited > best) {
        best = came * gain - waited;
        until = Math.min(to, age + gain);
      }
      atRisk -= this.came[i] + cut[i];
      from = to;
    }
    return until;
  }
}
