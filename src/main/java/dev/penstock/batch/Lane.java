package dev.penstock.batch;

import io.vertx.core.Promise;

/** A thread of a replica as a batcher sees it: one where items come from and batches may run. */
interface Lane {
  /** Whether a batch may run there before this method returns. */
  boolean isHere();

  /** Whether anything can be done there later. */
  boolean canWait();

  /** What two lanes have in common if one of them holds up the other. */
  Object thread();

  /** Does something there after all that stands in its queue now. Any thread. */
  void atEnd(Runnable task);

  /** Does something there in that time. Any thread. */
  void after(long nanos, Runnable task);

  /** Does something in that time, though the lane may be held up. Any thread. */
  void alarm(long nanos, Runnable task);

  /** A future that tells its end there, within the call that has asked for the lane. */
  <T> Promise<T> promise();
}
