package dev.penstock.router;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.cluster.DeploymentView;
import dev.penstock.cluster.DeploymentView.Availability;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.message.Call;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings the calls of this node to the replicas of one deployment.
 *
 * <p>Invariants: (1) a call is sent only with a slot of its replica in hand; (2) while a call
 * waits, no slot of a serving replica stays free: whoever frees a slot looks at {@code queued}
 * afterwards, whoever queues a call tries for a slot afterwards, and both words are volatile, so
 * one of the two sees the other; (3) a freed slot goes to the call that waits longest, or to one of
 * the next, a few times, if these {@link Selection.Choice#suits suit} it better; a new call
 * overtakes nobody that waits. No polling.
 *
 * <p>Thread-safe: the way of a call that finds a slot takes no lock. The lock guards the queue and
 * is never held while calling out.
 */
public final class Router {
  private static final ReplicaEntry[] NOBODY = {};

  private final String deploymentId;
  private final int maxQueued;
  private final Selection selection;
  private final Object lock = new Object();
  private final WaitQueue queue;

  /** Size of {@link #queue}, to be read without the lock. */
  private volatile int queued;

  /** Made anew for each view. */
  private volatile Selection.Choice choice;

  /** Whether there are replicas to choose among. */
  private volatile boolean served;

  private volatile Availability availability = Availability.UNKNOWN;

  /**
   * A router that knows no replica yet; see {@link #onView}.
   *
   * @param maxQueued how many calls of one edge may wait
   */
  public Router(String deploymentId, int maxQueued, Selection selection) {
    this.deploymentId = deploymentId;
    this.maxQueued = maxQueued;
    this.selection = selection;
    this.choice = selection.among(NOBODY);
    this.queue = new WaitQueue(maxQueued);
  }

  /**
   * Sends the call to a replica, or lets it wait, or fails it.
   *
   * @param near the caller's event loop, if it is on one
   */
  public void submit(Call call, @Nullable EventLoop near) {
    if (queued == 0) {
      ReplicaEntry entry = choice.take(call, near);
      if (entry != null) {
        send(call, entry);
        return;
      }
    }
    await(call);
  }

  private void await(Call call) {
    CallFailedException refusal = null;
    synchronized (lock) {
      if (hopeless()) {
        refusal = noReplica(availability);
      } else if (!queue.add(call)) {
        refusal = queueFull(call);
      }
      queued = queue.size();
    }
    if (refusal != null) {
      call.fail(refusal);
    } else {
      sendWaiting();
    }
  }

  /** Takes a call out of the queue; false if it does not wait: it was sent, or has ended. */
  public boolean withdraw(Call call) {
    synchronized (lock) {
      boolean waited = queue.remove(call);
      queued = queue.size();
      return waited;
    }
  }

  /** A call ended at {@code entry}: its slot goes to a call that waits, or is free. */
  public void onFreed(ReplicaEntry entry) {
    if (queued > 0 && !entry.slots().closed()) {
      Call next = next(entry);
      if (next != null) {
        send(next, entry);
        return;
      }
    }
    free(entry);
  }

  /**
   * A call came back from {@code entry} and certainly did not run: it is the next to be sent, if
   * its caller still waits.
   */
  public void onRefused(Call call, ReplicaEntry entry) {
    call.cameBack();
    if (!call.givenUp()) {
      putBack(call);
    }
    free(entry);
  }

  /** The directory knows of other replicas than before. */
  public void onView(DeploymentView view) {
    choice = selection.among(view.serving().toArray(NOBODY));
    served = !view.serving().isEmpty();
    availability = view.availability();
    if (hopeless()) {
      List<Call> lost;
      synchronized (lock) {
        lost = queue.clear();
        queued = 0;
      }
      lost.forEach(call -> call.fail(noReplica(view.availability())));
    } else {
      sendWaiting();
    }
  }

  /** The number of calls that wait. */
  public int waiting() {
    return queued;
  }

  /** The number of calls that wait, by calling edge; edges without any are missing. */
  public Map<String, Integer> waitingByEdge() {
    if (queued == 0) {
      return Map.of();
    }
    synchronized (lock) {
      return queue.sizeByEdge();
    }
  }

  private void send(Call call, ReplicaEntry entry) {
    call.sentTo(entry.id());
    if (!entry.delivery().deliver(call)) {
      // Nobody listens although the slots were open: never choose this replica again.
      entry.slots().close();
      onRefused(call, entry);
    }
  }

  private void putBack(Call call) {
    boolean lost;
    synchronized (lock) {
      lost = hopeless();
      if (!lost) {
        queue.addFirst(call);
        queued = queue.size();
      }
    }
    if (lost) {
      call.fail(noReplica(availability));
    }
  }

  private void free(ReplicaEntry entry) {
    entry.slots().free();
    if (queued > 0) {
      sendWaiting();
    }
  }

  /** Sends waiting calls for as long as there are both calls and slots. */
  private void sendWaiting() {
    for (Call first = first(); first != null; first = first()) {
      ReplicaEntry entry = choice.take(first, null);
      if (entry == null) {
        return;
      }
      if (leaves(first)) {
        send(first, entry);
      } else {
        // Another thread was faster: the slot is for the one that is first now.
        entry.slots().free();
      }
    }
  }

  /** The call that waits longest; it stays where it is. */
  private @Nullable Call first() {
    if (queued == 0) {
      return null;
    }
    synchronized (lock) {
      return queue.peek();
    }
  }

  /** Takes that call out of the queue if it is still the first one. */
  private boolean leaves(Call first) {
    synchronized (lock) {
      if (queue.peek() != first) {
        return false;
      }
      queue.poll();
      queued = queue.size();
    }
    first.leavesQueue(System.nanoTime());
    return true;
  }

  private @Nullable Call next(ReplicaEntry freed) {
    Selection.Choice among = choice;
    Call next;
    synchronized (lock) {
      next = queue.poll(among, freed);
      queued = queue.size();
    }
    if (next != null) {
      next.leavesQueue(System.nanoTime());
    }
    return next;
  }

  /** Whether no replica serves and none will. */
  private boolean hopeless() {
    return availability != Availability.WANTED && !served;
  }

  private CallFailedException noReplica(Availability why) {
    return failed(
        Failure.NO_REPLICA,
        why == Availability.CRASH_LOOP
            ? "the replicas of " + deploymentId + " keep failing to start"
            : deploymentId + " is not deployed");
  }

  private CallFailedException queueFull(Call call) {
    return failed(
        Failure.QUEUE_FULL,
        "all replicas of "
            + deploymentId
            + " are busy and maxQueued="
            + maxQueued
            + " calls of "
            + call.route().edge()
            + " wait already");
  }

  private CallFailedException failed(Failure failure, String message) {
    return new CallFailedException(failure, message, false, deploymentId, null, null);
  }
}
