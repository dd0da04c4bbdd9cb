package dev.penstock.replica;

import dev.penstock.message.Call;
import dev.penstock.message.CallScope;
import dev.penstock.message.ItemPump;
import dev.penstock.message.TaskClock;
import org.jspecify.annotations.Nullable;

/**
 * The result of a call whose method streams: the call lasts until its stream ends. On the threads
 * of the replica.
 *
 * @param run interrupts what blocks when the call is given up; null if that is not wanted
 * @param idleNanos time that work for each item but the first has
 */
record StreamedResult(
    Invoker invoker, Call call, CallScope scope, @Nullable InterruptibleRun run, long idleNanos)
    implements ItemPump.Owner {
  @Override
  public void ask(Runnable fetch) {
    if (run == null) {
      fetch.run();
    } else {
      run.run(fetch);
    }
  }

  /** The time until the reader wants more is not the producer's. */
  @Override
  public void onWanted() {
    moveDeadline();
  }

  @Override
  public void onItem() {
    moveDeadline();
  }

  private void moveDeadline() {
    scope.moveDeadline(TaskClock.nanos() + idleNanos);
  }

  @Override
  public void onEnd() {
    invoker.onStreamEnded(call);
  }

  @Override
  public void onFailure(Throwable cause) {
    invoker.onStreamFailed(call, scope, cause);
  }

  @Override
  public void onClosed() {
    invoker.onStreamClosed(call, scope);
  }
}
