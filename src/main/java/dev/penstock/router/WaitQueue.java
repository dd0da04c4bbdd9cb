package dev.penstock.router;

import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.message.Call;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait for a slot, in the order of their arrival, with a limit per calling edge; those
 * of durable requests, for which no client waits, behind all others. Where a slot does not suit the
 * first one, near ones overtake it, but only a few times.
 *
 * <p>Confined to the lock of its {@link Router}. Withdrawn calls leave a hole that is passed over;
 * holes never outnumber calls by more than a constant, and go with the last call.
 */
final class WaitQueue {
  private static final int MOST_HOLES = 64;

  /** How many calls are looked at for one that suits. */
  private static final int REACH = 32;

  /** How often the first call is overtaken at most. */
  private static final int MOST_OVERTAKEN = 8;

  private final int limitPerEdge;
  private final ArrayDeque<Call> calls = new ArrayDeque<>();

  /** Those of durable requests. */
  private final ArrayDeque<Call> later = new ArrayDeque<>();

  private final Map<String, int[]> perEdge = new HashMap<>();
  private int size;

  /** How often the first call was overtaken. */
  private int overtaken;

  WaitQueue(int limitPerEdge) {
    this.limitPerEdge = limitPerEdge;
  }

  /** The number of calls that wait. */
  int size() {
    return size;
  }

  /** The number of calls that wait, by calling edge; edges without any are missing. */
  Map<String, Integer> sizeByEdge() {
    Map<String, Integer> sizes = new HashMap<>();
    perEdge.forEach((edge, count) -> sizes.put(edge, count[0]));
    sizes.values().removeIf(count -> count == 0);
    return sizes;
  }

  /** Puts a call at the end, unless its edge has as many waiting as it may. */
  boolean add(Call call) {
    int[] count = perEdge.computeIfAbsent(call.route().edge(), edge -> new int[1]);
    if (count[0] >= limitPerEdge) {
      return false;
    }
    lane(call).addLast(call);
    entered(call, count);
    return true;
  }

  /** Puts a call that had waited its turn, or was never run, at the head. */
  void addFirst(Call call) {
    lane(call).addFirst(call);
    entered(call, perEdge.computeIfAbsent(call.route().edge(), edge -> new int[1]));
  }

  private ArrayDeque<Call> lane(Call call) {
    return call.origin().attempt() == 0 ? calls : later;
  }

  private void entered(Call call, int[] count) {
    call.waiting(true);
    count[0]++;
    size++;
  }

  /** The call whose turn it is. */
  @Nullable Call peek() {
    Call first = peek(calls);
    return first == null ? peek(later) : first;
  }

  private static @Nullable Call peek(ArrayDeque<Call> lane) {
    for (Call call = lane.peekFirst(); call != null; call = lane.peekFirst()) {
      if (call.waiting()) {
        return call;
      }
      lane.removeFirst();
    }
    return null;
  }

  /** Takes the call whose turn it is. */
  @Nullable Call poll() {
    Call first = peek();
    if (first != null) {
      lane(first).removeFirst();
      overtaken = 0;
      left(first);
    }
    return first;
  }

  /** Takes a call for a slot that was freed: the one whose turn it is, or a near one. */
  @Nullable Call poll(Selection.Choice choice, ReplicaEntry freed) {
    Call first = peek();
    if (first == null || overtaken == MOST_OVERTAKEN || choice.suits(first, freed)) {
      return poll();
    }
    Iterator<Call> near = lane(first).iterator();
    for (int i = 0; i < REACH && near.hasNext(); i++) {
      Call call = near.next();
      if (call.waiting() && choice.suits(call, freed)) {
        overtaken++;
        near.remove(); // It may come back to the head, and must not be here twice.
        left(call);
        return call;
      }
    }
    return poll();
  }

  /** Takes a call out of its turn; false if it does not wait here. */
  boolean remove(Call call) {
    if (!call.waiting()) {
      return false;
    }
    left(call);
    if (calls.size() + later.size() - size > size + MOST_HOLES) {
      calls.removeIf(each -> !each.waiting());
      later.removeIf(each -> !each.waiting());
    }
    return true;
  }

  /** Takes all. */
  List<Call> clear() {
    List<Call> all = new ArrayList<>(size);
    for (Call call = poll(); call != null; call = poll()) {
      all.add(call);
    }
    return all;
  }

  private void left(Call call) {
    call.waiting(false);
    size--;
    int[] count = perEdge.get(call.route().edge());
    if (count != null && --count[0] == 0) {
      perEdge.remove(call.route().edge());
    }
    if (size == 0) {
      // What is left are holes, which would keep their calls reachable until others wait again.
      calls.clear();
      later.clear();
    }
  }
}
