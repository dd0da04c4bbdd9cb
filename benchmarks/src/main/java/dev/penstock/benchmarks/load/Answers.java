package dev.penstock.benchmarks.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What a server said to requests that were due at even distances. Times are in nanoseconds. */
public final class Answers {
  /** From when an answered request was due. */
  public final Histogram answered = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);

  /** From when a refused request was sent. */
  public final Histogram refused = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);

  /** How late the generator was: from when a request was due until it was sent. */
  public final Histogram waited = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);

  private long late;
  private long nanos;

  void add(Connection connection, long nowNanos) {
    waited.recordValue(connection.sentNanos - connection.dueNanos);
    if (connection.isAnswered()) {
      answered.recordValue(nowNanos - connection.dueNanos);
    } else if (connection.isLate()) {
      late++;
    } else {
      refused.recordValue(nowNanos - connection.sentNanos);
    }
  }

  void took(long all) {
    nanos = all;
  }

  /** Requests whose deadline passed. */
  public long late() {
    return late;
  }

  /** All requests that were sent and have their answer. */
  public long all() {
    return answered.getTotalCount() + refused.getTotalCount() + late;
  }

  /** Answers of 200 per second. */
  public double goodput() {
    return answered.getTotalCount() / (nanos / 1e9);
  }
}
