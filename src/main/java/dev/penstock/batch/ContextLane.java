package dev.penstock.batch;

import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A context of Vert.x.
 *
 * @param own the context of the call that submits
 * @param work the context that runs what is not done at once
 * @param isHere whether the current thread is on it
 */
record ContextLane(ContextInternal own, ContextInternal work, boolean isHere) implements Lane {
  private static final Logger LOG = LoggerFactory.getLogger(ContextLane.class);

  @Override
  public boolean canWait() {
    return true;
  }

  @Override
  public Object thread() {
    return work;
  }

  @Override
  public void atEnd(Runnable task) {
    unlessClosed(() -> work.runOnContext(go -> task.run()));
  }

  /**
   * By the event loop, whose clock is finer than that of Vert.x's timers: it looks for other work
   * without sleeping if the time is short.
   */
  @Override
  public void after(long nanos, Runnable task) {
    alarm(nanos, () -> unlessClosed(() -> work.emit(null, go -> task.run())));
  }

  @Override
  public void alarm(long nanos, Runnable task) {
    unlessClosed(() -> work.nettyEventLoop().schedule(task, nanos, TimeUnit.NANOSECONDS));
  }

  @Override
  public <T> Promise<T> promise() {
    return own.promise();
  }

  private static void unlessClosed(Runnable handOver) {
    try {
      handOver.run();
    } catch (RejectedExecutionException e) {
      // With the threads everything has ended that could wait for the batch.
      LOG.debug("a batch found its threads closed", e);
    }
  }
}
