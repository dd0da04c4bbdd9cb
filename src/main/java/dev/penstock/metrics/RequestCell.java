package dev.penstock.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * HTTP requests as counts by method and status, and how long they took.
 *
 * <p>Has one writer at a time. Any thread may read at any time; what it reads may lack the newest
 * requests.
 */
final class RequestCell {
  private static final VarHandle ROWS = MethodHandles.arrayElementVarHandle(long[][].class);
  private static final VarHandle COUNTS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int FIRST_STATUS = 100;
  private static final int STATUSES = 500;

  private final LatencyCell times = new LatencyCell();

  /** Requests by method, then status; a method that nobody used has no row. */
  private final long[] @Nullable [] counts = new long[RequestMethod.values().length][];

  /** Counts a request. Only by its writer. */
  void add(RequestMethod method, int status, long nanos) {
    times.add(nanos, null);
    long[] row = counts[method.row()];
    if (row == null) {
      row = new long[STATUSES];
      ROWS.setRelease(counts, method.row(), row);
    }
    int index = Math.max(0, Math.min(STATUSES - 1, status - FIRST_STATUS));
    COUNTS.setOpaque(row, index, row[index] + 1);
  }

  /** Adds what was counted here. Any thread. */
  void addTo(RequestSnapshot.Builder snapshot) {
    times.addTo(snapshot.times());
    for (RequestMethod method : RequestMethod.values()) {
      long[] row = (long[]) ROWS.getAcquire(counts, method.row());
      for (int i = 0; row != null && i < STATUSES; i++) {
        snapshot.add(method, FIRST_STATUS + i, (long) COUNTS.getOpaque(row, i));
      }
    }
  }
}
