package dev.penstock.models;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.message.HeldModels;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The models of one cache, and what is to happen to them next. It calls no user code: each change
 * answers with the steps that follow from it, which the caller takes in their order, without the
 * lock, and tells the end of.
 *
 * <p>Invariants: (1) an id has one place at most, so that it is never loaded twice at a time, nor
 * while it is being unloaded; (2) a place with users is {@code Loaded}, and leaves that stage only
 * without any: whoever was served gives back once; (3) each model that came to {@code Loaded}, or
 * was refused, goes to {@code Unloading} once; (4) the queue holds the places that are {@code
 * Queued}; of these the first one waits only for models that are being unloaded, or for the one
 * load that may go on beyond the limits, and both end by themselves; (5) the replica is said to
 * have the ids of all places but those that are {@code Unloading}.
 *
 * <p>All is guarded by this object.
 */
final class Shelf<M> {
  /** A model that is held for one user. */
  record Held<M>(Place<M> place, M model) {}

  /** By id, the one that was asked for least recently first. */
  private final Map<String, Place<M>> places = new LinkedHashMap<>(16, 0.75f, true);

  private final ArrayDeque<Place<M>> queue = new ArrayDeque<>();
  private final Room room;
  private final Set<String> pinned;
  private @Nullable HeldModels published;
  private boolean closed;

  Shelf(Room room, Set<String> pinned) {
    this.room = room;
    this.pinned = pinned;
  }

  /** The ids are told to a replica from now on. */
  synchronized void publish(HeldModels models) {
    published = models;
    models.use();
    places.forEach(
        (id, place) -> {
          if (!(place.stage() instanceof Stage.Unloading)) {
            models.add(id);
          }
        });
  }

  /** Holds a model, if it is there. */
  synchronized @Nullable Held<M> hold(String id) {
    Place<M> place = closed ? null : places.get(id);
    if (place != null && place.stage() instanceof Stage.Loaded<M> loaded) {
      place.addUsers(1);
      return new Held<>(place, loaded.model());
    }
    return null;
  }

  /** Somebody waits for a model. */
  synchronized List<Step<M>> await(Waiter<M> waiter) {
    if (closed) {
      return List.of(new Step.Fail<>(List.of(waiter), whyClosed()));
    }
    Place<M> place = places.get(waiter.id());
    if (place == null) {
      place = new Place<>(waiter.id(), pinned.contains(waiter.id()));
      place.add(waiter);
      places.put(place.id(), place);
      enqueue(place);
      return next(new ArrayList<>());
    }
    if (place.stage() instanceof Stage.Loaded<M> loaded) {
      place.addUsers(1);
      return List.of(new Step.Serve<>(place, loaded.model(), List.of(waiter)));
    }
    place.add(waiter);
    return List.of();
  }

  /** The call of somebody who waits is over: it waits no more, and what it waited for goes on. */
  synchronized List<Step<M>> leave(Waiter<M> waiter) {
    Place<M> place = places.get(waiter.id());
    if (place == null || !place.remove(waiter)) {
      return List.of();
    }
    if (place.stage() instanceof Stage.Queued && !place.isWaitedFor()) {
      queue.remove(place);
      forget(place);
    }
    // No other load may start because of it: whatever is queued waits for the same room.
    return List.of(new Step.Fail<>(List.of(waiter), tooLate(place)));
  }

  /** A loader has given a model that fits. */
  synchronized List<Step<M>> onLoaded(Place<M> place, M model, long bytes) {
    List<Step<M>> steps = new ArrayList<>();
    List<Waiter<M>> waiters = place.takeWaiters();
    change(place, new Stage.Loaded<>(model, bytes));
    place.addUsers(waiters.size());
    if (!waiters.isEmpty()) {
      steps.add(new Step.Serve<>(place, model, waiters));
    } else if (closed) {
      unload(place, steps);
    }
    return next(steps);
  }

  /** A loader has given a model that cannot be kept. */
  synchronized List<Step<M>> onRefused(Place<M> place, M model, long bytes, Throwable why) {
    List<Step<M>> steps = new ArrayList<>();
    steps.add(new Step.Fail<>(place.takeWaiters(), why));
    unload(place, model, bytes, steps);
    return next(steps);
  }

  /**
   * A loader has failed.
   *
   * @param first in whose place it ran: if that one is gone by now, maybe it failed because of it,
   *     and another one who waits tries again
   */
  synchronized List<Step<M>> onLoadFailed(Place<M> place, Waiter<M> first, Throwable cause) {
    List<Step<M>> steps = new ArrayList<>();
    if (first.gone() && !closed) {
      steps.add(new Step.Fail<>(place.takeGone(), cause));
      if (place.isWaitedFor()) {
        steps.add(new Step.Load<>(place, place.first()));
        return steps;
      }
    }
    steps.add(new Step.Fail<>(place.takeWaiters(), cause));
    room.leave(place.stage());
    forget(place);
    return next(steps);
  }

  /** Somebody who was served needs the model no more. */
  synchronized List<Step<M>> release(Place<M> place) {
    place.addUsers(-1);
    if (!place.idle() || (!closed && queue.isEmpty() && !room.exceeded())) {
      return List.of();
    }
    List<Step<M>> steps = new ArrayList<>();
    if (closed) {
      unload(place, steps);
    }
    return next(steps);
  }

  /** The hook of a model has returned. */
  synchronized List<Step<M>> onUnloaded(Place<M> place) {
    List<Step<M>> steps = new ArrayList<>();
    room.leave(place.stage());
    if (place.isWaitedFor() && !closed) {
      place.stage(new Stage.Queued<>());
      enqueue(place);
    } else {
      places.remove(place.id());
      steps.add(new Step.Fail<>(place.takeWaiters(), whyClosed()));
    }
    return next(steps);
  }

  /** No model is given out any more, and all are unloaded. */
  synchronized List<Step<M>> close() {
    closed = true;
    List<Step<M>> steps = new ArrayList<>();
    for (Place<M> place = queue.poll(); place != null; place = queue.poll()) {
      steps.add(new Step.Fail<>(place.takeWaiters(), whyClosed()));
      forget(place);
    }
    places.values().stream().filter(Place::idle).forEach(place -> unload(place, steps));
    return next(steps);
  }

  /** The ids of the models that are there, the one that was asked for least recently first. */
  synchronized Set<String> loaded() {
    Set<String> ids = new LinkedHashSet<>();
    places.forEach(
        (id, place) -> {
          if (place.stage() instanceof Stage.Loaded) {
            ids.add(id);
          }
        });
    return ids;
  }

  /**
   * Adds what is to be done now that something has changed: unloads, and loads that have waited.
   */
  private List<Step<M>> next(List<Step<M>> steps) {
    boolean more = true;
    while (more && room.exceeded()) {
      more = unloadOne(steps);
    }
    while (!queue.isEmpty() && startOrDrop(queue.peek(), steps)) {
      queue.poll();
    }
    if (closed && places.isEmpty()) {
      steps.add(new Step.Closed<>());
    }
    return steps;
  }

  /** Starts the load of the place that is first in the queue; false if it has to wait. */
  private boolean startOrDrop(Place<M> first, List<Step<M>> steps) {
    List<Waiter<M>> gone = first.takeGone();
    if (!gone.isEmpty()) {
      steps.add(new Step.Fail<>(gone, tooLate(first)));
    }
    if (!first.isWaitedFor()) {
      forget(first);
      return true;
    }
    boolean more = true;
    while (more && !room.forOneMoreSoon()) {
      more = unloadOne(steps);
    }
    boolean beyond = !room.forOneMoreSoon();
    if (beyond ? room.loadsBeyond() && !first.pinned() : !room.forOneMore()) {
      return false;
    }
    change(first, new Stage.Loading<>(beyond));
    steps.add(new Step.Load<>(first, first.first()));
    return true;
  }

  /** Unloads the idle model that was asked for least recently; false if there is none. */
  private boolean unloadOne(List<Step<M>> steps) {
    for (Place<M> place : places.values()) {
      if (place.idle() && !place.pinned()) {
        unload(place, steps);
        return true;
      }
    }
    return false;
  }

  private void unload(Place<M> place, List<Step<M>> steps) {
    if (place.stage() instanceof Stage.Loaded<M> loaded) {
      unload(place, loaded.model(), loaded.bytes(), steps);
    }
  }

  private void unload(Place<M> place, M model, long bytes, List<Step<M>> steps) {
    change(place, new Stage.Unloading<>(bytes));
    withdraw(place);
    steps.add(new Step.Unload<>(place, model));
  }

  private void change(Place<M> place, Stage<M> to) {
    room.leave(place.stage());
    place.stage(to);
    room.enter(to);
  }

  /** What is pinned stays: the earlier it is there, the fewer others come and go. */
  private void enqueue(Place<M> place) {
    if (place.pinned()) {
      queue.addFirst(place);
    } else {
      queue.addLast(place);
    }
    if (published != null) {
      published.add(place.id());
    }
  }

  private void forget(Place<M> place) {
    places.remove(place.id());
    withdraw(place);
  }

  private void withdraw(Place<M> place) {
    if (published != null) {
      published.remove(place.id());
    }
  }

  static CallFailedException tooLate(Place<?> place) {
    return new CallFailedException(
        Failure.CANCELLED, "the call was over before the model " + place.id() + " was there");
  }

  private static IllegalStateException whyClosed() {
    return new IllegalStateException("the cache of models is closed: its replica has stopped");
  }
}
