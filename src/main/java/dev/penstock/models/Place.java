package dev.penstock.models;

import java.util.ArrayList;
import java.util.List;

/** The place of one model on its {@link Shelf}. Confined to the lock of that. */
final class Place<M> {
  private final String id;
  private final boolean pinned;
  private Stage<M> stage = new Stage.Queued<>();
  private List<Waiter<M>> waiters = new ArrayList<>();
  private int users;

  Place(String id, boolean pinned) {
    this.id = id;
    this.pinned = pinned;
  }

  /** The id of the model. Any thread. */
  String id() {
    return id;
  }

  /** Whether the model is not unloaded to make room. */
  boolean pinned() {
    return pinned;
  }

  Stage<M> stage() {
    return stage;
  }

  void stage(Stage<M> next) {
    stage = next;
  }

  void add(Waiter<M> waiter) {
    waiters.add(waiter);
  }

  /** Whether it has waited: it does not any more. */
  boolean remove(Waiter<M> waiter) {
    return waiters.remove(waiter);
  }

  boolean isWaitedFor() {
    return !waiters.isEmpty();
  }

  /** All who wait, in the order in which they came; none wait any more. */
  List<Waiter<M>> takeWaiters() {
    List<Waiter<M>> all = waiters;
    waiters = new ArrayList<>();
    return all;
  }

  /** Those who wait for nothing any more, since their calls are over; they do not wait now. */
  List<Waiter<M>> takeGone() {
    List<Waiter<M>> gone = waiters.stream().filter(Waiter::gone).toList();
    waiters.removeAll(gone);
    return gone;
  }

  /** Who came first. */
  Waiter<M> first() {
    return waiters.get(0);
  }

  /** So many more use it; fewer, if negative. */
  void addUsers(int more) {
    users += more;
  }

  /** Whether it is there and nobody uses it. */
  boolean idle() {
    return stage instanceof Stage.Loaded && users == 0;
  }
}
