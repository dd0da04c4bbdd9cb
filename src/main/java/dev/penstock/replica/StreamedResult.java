package dev.penstock.replica;

import dev.penstock.message.Call;
import dev.penstock.message.CallScope;
import dev.penstock.message.ItemPump;
import dev.penstock.message.TaskClock;

/**
 * The result of a call whose method streams: the call lasts until its stream ends. On the threads
 * of the replica.
 *
 * @param idleNanos time that work for each item but the first has
 */
record StreamedResult(Invoker invoker, Call call, CallScope scope, long idleNanos)
    implements ItemPump.Owner {
  @Override
  public void onItems() {
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
