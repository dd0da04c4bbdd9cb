package dev.penstock.router;

import dev.penstock.CallFailedException;
import dev.penstock.cluster.DeploymentView;
import dev.penstock.cluster.DeploymentView.Availability;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.cluster.Tier;
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

  /** Offers freed slots to other nodes. Called without the router's lock, on any thread. */
  @FunctionalInterface
  public interface Granter {
    /** Nobody on another node ever waits. */
    Granter NONE = (node, entry) -> {};

    /** A slot of that replica, already taken, is for that node. */
    void grant(String node, ReplicaEntry entry);
  }

  private final String deploymentId;
  private final int maxQueued;
  private final Selection selection;
  private final Object lock = new Object();
  private final WaitQueue queue;
  private final Turns turns = new Turns();
  private final Granter granter;

  /** Whether the last freed slot that others waited for went to another node. */
  private boolean grantedLast;

  /** Sizes of {@link #queue} and {@link #turns} together, to be read without the lock. */
  private volatile int queued;

  /** Those of the replicas that are of this node. */
  private volatile ReplicaEntry[] here = NOBODY;

  /** Made anew for each view. */
  private volatile Selection.Choice choice;

  /** Whether there are replicas to choose among. */
  private volatile boolean served;

  private volatile Availability availability = Availability.UNKNOWN;

  /** Why no replica will come until the cluster has healed; empty if one may. */
  private volatile String outOfReach = "";

  /**
   * A router that knows no replica yet; see {@link #onView}.
   *
   * @param maxQueued how many calls of one edge may wait
   */
  public Router(String deploymentId, int maxQueued, Selection selection) {
    this(deploymentId, maxQueued, selection, Granter.NONE);
  }

  /**
   * A router that knows no replica yet, of a node with others.
   *
   * @param granter offers them freed slots
   */
  public Router(String deploymentId, int maxQueued, Selection selection, Granter granter) {
    this.granter = granter;
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
        refusal = noReplica();
      } else if (!queue.add(call)) {
        refusal = Refusals.queueFull(deploymentId, maxQueued, call.route().edge());
      }
      count();
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
      count();
      return waited;
    }
  }

  /** A call ended at {@code entry}: its slot goes to a call that waits, or is free. */
  public void onFreed(ReplicaEntry entry) {
    if (queued == 0 || entry.slots().closed() || !handOn(entry)) {
      free(entry);
    }
  }

  /**
   * A call came back from {@code entry} and certainly did not run: it is the next to be sent, if
   * its caller still waits.
   */
  public void onRefused(Call call, ReplicaEntry entry) {
    call.cameBack();
    if (!call.givenUp() && !call.returnsToSender()) {
      putBack(call);
    }
    free(entry);
  }

  /** The directory knows of other replicas than before. */
  public void onView(DeploymentView view) {
    choice = selection.among(view.serving().toArray(NOBODY));
    here =
        view.serving().stream()
            .filter(entry -> entry.tier() == Tier.NODE)
            .toArray(ReplicaEntry[]::new);
    served = !view.serving().isEmpty();
    availability = view.availability();
    sendOrFail();
  }

  /**
   * Calls wait no longer for a replica to come: the nodes that can be seen are too few to place
   * one, and those elsewhere are out of reach. They may wait again when the reason is empty.
   *
   * @param reason in words, what this node sees
   */
  public void onMinority(String reason) {
    outOfReach = reason;
    sendOrFail();
  }

  private void sendOrFail() {
    if (hopeless()) {
      List<Call> lost;
      synchronized (lock) {
        lost = queue.clear();
        count();
      }
      lost.forEach(call -> call.fail(noReplica()));
    } else {
      sendWaiting();
    }
  }

  /** The number of calls that wait. */
  public int waiting() {
    if (queued == 0) {
      return 0;
    }
    synchronized (lock) {
      return queue.size();
    }
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
        count();
      }
    }
    if (lost) {
      call.fail(noReplica());
    }
  }

  private void free(ReplicaEntry entry) {
    entry.slots().free();
    if (queued > 0) {
      sendWaiting();
      grantWaiting();
    }
  }

  private void count() {
    queued = queue.size() + turns.size();
  }

  /** Gives a slot that is taken to who waits for one, calls of this node and others in turn. */
  private boolean handOn(ReplicaEntry entry) {
    String node = null;
    Call next = null;
    Selection.Choice among = choice;
    synchronized (lock) {
      boolean remote = entry.tier() == Tier.NODE && (!grantedLast || queue.size() == 0);
      node = remote ? turns.next() : null;
      grantedLast = node != null;
      if (node == null) {
        next = queue.poll(among, entry);
      }
      count();
    }
    if (node != null) {
      granter.grant(node, entry);
    } else if (next != null) {
      next.leavesQueue(System.nanoTime());
      send(next, entry);
    }
    return node != null || next != null;
  }

  /**
   * A call has come from another node. It overtakes nobody that waits here.
   *
   * @param wanted how many slots that node could use, this one included
   * @return whether a slot was taken for it; otherwise it is to be refused, and the node gets a
   *     grant when it is its turn
   */
  public boolean admit(String node, int wanted, ReplicaEntry entry) {
    if (queued == 0 && entry.slots().tryTake()) {
      return true;
    }
    awaitTurn(node, wanted);
    return false;
  }

  /** That node could use so many slots, as soon as there are any. */
  public void awaitTurn(String node, int wanted) {
    synchronized (lock) {
      turns.wants(node, wanted);
      count();
    }
    // One may have been freed before the node stood in the queue.
    sendWaiting();
    grantWaiting();
  }

  /** That node is gone. */
  public void forgetNode(String node) {
    synchronized (lock) {
      turns.forget(node);
      count();
    }
  }

  /**
   * Another node offers a slot of a replica.
   *
   * @return the call that waits longest, now on its way out of the queue; null if none waits
   */
  public @Nullable Call takeWaiting() {
    Call next;
    synchronized (lock) {
      next = queue.poll();
      count();
    }
    if (next != null) {
      next.leavesQueue(System.nanoTime());
    }
    return next;
  }

  /** Replicas elsewhere may have free slots again. */
  public void onUnblocked() {
    if (queued > 0) {
      sendWaiting();
    }
  }

  /** Grants slots for as long as nodes wait and slots of this node are free. */
  private void grantWaiting() {
    for (ReplicaEntry entry : here) {
      while (hasTurns() && entry.slots().tryTake()) {
        onFreed(entry);
      }
    }
  }

  private boolean hasTurns() {
    synchronized (lock) {
      return turns.size() > 0;
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
      count();
    }
    first.leavesQueue(System.nanoTime());
    return true;
  }

  /** Whether no replica serves and none will. */
  private boolean hopeless() {
    return !served && (availability != Availability.WANTED || !outOfReach.isEmpty());
  }

  private CallFailedException noReplica() {
    return Refusals.noReplica(deploymentId, availability, outOfReach);
  }
}
