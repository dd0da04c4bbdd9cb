package dev.penstock.models;

import dev.penstock.ModelCache;
import dev.penstock.message.CallScope;
import dev.penstock.message.CurrentCall;
import dev.penstock.message.ModelListener;
import dev.penstock.message.ReplicaProfile;
import dev.penstock.spi.ModelCacheSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the user's code for the models of a cache, as their {@link Shelf} says. Thread-safe, and
 * without a lock of its own.
 */
public final class SharedModels<M> implements ModelCache<M> {
  private static final Logger LOG = LoggerFactory.getLogger(SharedModels.class);

  /**
   * The replica that has the cache.
   *
   * @param context its own context, on which no call runs; null if the cache was made elsewhere
   */
  private record Owner(@Nullable ReplicaProfile profile, @Nullable ContextInternal context) {
    static Owner here(@Nullable ReplicaProfile profile) {
      ContextInternal current = ContextInternal.current();
      return new Owner(profile, current == null ? null : current.unwrap());
    }

    /**
     * Whether this thread is one of the replica. What a call of a worker runs when it is cancelled
     * is on an event loop.
     */
    boolean isHere() {
      ContextInternal current = ContextInternal.current();
      return context != null
          && current != null
          && current.inThread()
          && (current.unwrap() == context
              || (profile != null
                  && CurrentCall.get(current).profile() == profile
                  && current.threadingModel() == context.threadingModel()));
    }

    ModelListener listener() {
      return profile == null ? ModelListener.NONE : profile.models().listener();
    }
  }

  private final Function<String, Future<M>> loader;
  private final @Nullable ToLongFunction<M> size;
  private final @Nullable Consumer<M> onUnload;
  private final long maxBytes;
  private final LongSupplier clock;
  private final Shelf<M> shelf;
  private final Promise<Void> closed = Promise.promise();

  /** Of the first use, if the cache was made outside of any replica. */
  private volatile Owner owner;

  /**
   * An empty cache.
   *
   * @param profile the replica whose code makes it, if any does
   * @param clock nanoseconds, as {@link System#nanoTime()}
   * @throws IllegalArgumentException if more models are pinned than it may keep
   */
  public SharedModels(
      ModelCacheSpec<M> spec, @Nullable ReplicaProfile profile, LongSupplier clock) {
    if (spec.pinned().size() > spec.maxModels()) {
      throw new IllegalArgumentException(
          spec.pinned().size() + " models are pinned, but maxModels is " + spec.maxModels());
    }
    this.loader = spec.loader();
    this.size = spec.size();
    this.onUnload = spec.onUnload();
    this.maxBytes = spec.maxBytes();
    this.clock = clock;
    this.shelf = new Shelf<>(new Room(spec.maxModels(), spec.maxBytes()), spec.pinned());
    this.owner = Owner.here(profile);
    if (profile != null) {
      shelf.publish(profile.models());
    }
  }

  @Override
  public <R extends @Nullable Object> Future<R> use(String modelId, Function<M, Future<R>> work) {
    Objects.requireNonNull(modelId, "modelId");
    Objects.requireNonNull(work, "work");
    if (owner.profile == null) {
      adopt();
    }
    Shelf.Held<M> held = shelf.hold(modelId);
    if (held != null) {
      return work(held.place(), held.model(), work);
    }
    Use<M, R> use = Use.here(modelId, work, owner.context);
    take(shelf.await(use), use);
    if (!use.future().isComplete()) {
      // A load may take long, or never end: its slot is free as soon as nobody waits for the call.
      use.onGone(() -> take(shelf.leave(use), null));
    }
    return use.future();
  }

  /** A cache that was made outside of any replica belongs to the first one that uses it. */
  private synchronized void adopt() {
    ReplicaProfile profile = CurrentCall.get().profile();
    if (owner.profile == null && profile != null) {
      owner = Owner.here(profile);
      shelf.publish(profile.models());
    }
  }

  @Override
  public Future<Void> load(String... modelIds) {
    List<Future<Void>> loads =
        Arrays.stream(modelIds)
            .map(id -> this.<Void>use(id, model -> Future.succeededFuture()))
            .toList();
    return Future.join(loads).mapEmpty();
  }

  @Override
  public Set<String> loaded() {
    return shelf.loaded();
  }

  @Override
  public Future<Void> close() {
    take(shelf.close(), null);
    Promise<Void> told = promiseHere();
    closed.future().onComplete(told);
    return told.future();
  }

  /** Works with a model that is held, and gives it back. On this thread. */
  <R extends @Nullable Object> Future<R> work(
      Place<M> place, M model, Function<M, Future<R>> work) {
    Future<R> working;
    try {
      working = work.apply(model);
    } catch (Throwable thrown) {
      // Whatever it is, the model must not stay held.
      working = Future.failedFuture(thrown);
    }
    if (working == null) {
      working =
          Future.failedFuture(
              new NullPointerException(
                  "the work with model " + place.id() + " returned null instead of a Future"));
    }
    if (working.isComplete()) {
      giveBack(place);
      return working;
    }
    Promise<R> told = promiseHere();
    working.onComplete(
        ended -> {
          List<Step<M>> next = shelf.release(place);
          try {
            told.handle(ended);
          } finally {
            take(next, null);
          }
        });
    return told.future();
  }

  /** Somebody who was served needs the model no more. */
  void giveBack(Place<M> place) {
    take(shelf.release(place), null);
  }

  private static <T extends @Nullable Object> Promise<T> promiseHere() {
    ContextInternal context = ContextInternal.current();
    return context == null ? Promise.promise() : context.promise();
  }

  /**
   * Takes steps.
   *
   * @param self who is on this thread, and need not be sent for
   */
  private void take(List<Step<M>> steps, @Nullable Waiter<M> self) {
    for (Step<M> step : steps) {
      if (step instanceof Step.Load<M> load) {
        load(load, self);
      } else if (step instanceof Step.Serve<M> serve) {
        serve.waiters().forEach(waiter -> tell(waiter, () -> serve(serve, waiter, self)));
      } else if (step instanceof Step.Fail<M> fail) {
        fail.waiters().forEach(waiter -> tell(waiter, () -> waiter.fail(fail.cause())));
      } else if (step instanceof Step.Unload<M> unload) {
        unload(unload, self);
      } else {
        closed.tryComplete();
      }
    }
  }

  /** A callback of one caller may throw, and the others are told all the same. */
  private void tell(Waiter<M> waiter, Runnable what) {
    try {
      what.run();
    } catch (Throwable thrown) {
      LOG.error("what was to happen after the load of model {} failed", waiter.id(), thrown);
    }
  }

  private void load(Step.Load<M> step, @Nullable Waiter<M> self) {
    if (step.first() == self) {
      loadNow(step, self);
    } else if (!step.first().execute(() -> loadNow(step, null))) {
      loadNow(step, null);
    }
  }

  private void loadNow(Step.Load<M> step, @Nullable Waiter<M> self) {
    long start = clock.getAsLong();
    Future<M> loading = startLoading(step.place().id());
    if (loading.isComplete()) {
      onLoadEnded(step, start, loading, self);
    } else {
      loading.onComplete(ended -> onLoadEnded(step, start, loading, null));
    }
  }

  /** Outside of the current call, whose end is not that of the load, but in the same replica. */
  private Future<M> startLoading(String id) {
    ReplicaProfile profile = owner.profile;
    try {
      Future<M> loading =
          CallScope.EMPTY
              .wrapCallable(
                  () -> profile == null ? loader.apply(id) : profile.making(() -> loader.apply(id)))
              .call();
      return loading == null
          ? Future.failedFuture(
              new NullPointerException(
                  "the loader returned null instead of a Future for model " + id))
          : loading;
    } catch (Throwable thrown) {
      // Others wait for it as well.
      return Future.failedFuture(thrown);
    }
  }

  private void onLoadEnded(
      Step.Load<M> step, long start, Future<M> loading, @Nullable Waiter<M> self) {
    Place<M> place = step.place();
    M model = loading.result();
    if (model == null) {
      Throwable cause = loading.cause();
      owner.listener().onLoadFailed();
      take(shelf.onLoadFailed(place, step.first(), cause == null ? gaveNull(place) : cause), self);
      return;
    }
    owner.listener().onLoaded(clock.getAsLong() - start);
    long bytes;
    try {
      bytes = size == null ? 0 : size.applyAsLong(model);
      checkSize(place, bytes);
    } catch (Throwable thrown) {
      owner.listener().onLoadFailed();
      take(shelf.onRefused(place, model, 0, thrown), self);
      return;
    }
    take(shelf.onLoaded(place, model, bytes), self);
  }

  private static NullPointerException gaveNull(Place<?> place) {
    return new NullPointerException("the loader gave null as model " + place.id());
  }

  private void checkSize(Place<M> place, long bytes) {
    if (bytes < 0) {
      throw new IllegalStateException("the size of model " + place.id() + " is " + bytes);
    }
    if (bytes > maxBytes) {
      throw new IllegalStateException(
          "model "
              + place.id()
              + " has "
              + bytes
              + " bytes, more than all models together may have: maxBytes is "
              + maxBytes);
    }
  }

  private void serve(Step.Serve<M> step, Waiter<M> waiter, @Nullable Waiter<M> self) {
    if (waiter == self) {
      waiter.serve(this, step.place(), step.model());
    } else if (!waiter.execute(
        () -> tell(waiter, () -> waiter.serve(this, step.place(), step.model())))) {
      giveBack(step.place());
    }
  }

  /** On a thread of the replica, if it has any. */
  private void unload(Step.Unload<M> step, @Nullable Waiter<M> self) {
    Owner replica = owner;
    if (replica.context == null || replica.isHere()) {
      unloadNow(step, self);
      return;
    }
    try {
      replica.context.runOnContext(go -> unloadNow(step, null));
    } catch (RejectedExecutionException e) {
      // The threads of the replica have ended before its cache was closed.
      unloadNow(step, self);
    }
  }

  private void unloadNow(Step.Unload<M> step, @Nullable Waiter<M> self) {
    try {
      CallScope.EMPTY.wrapCallable(() -> tellUnloaded(step.model())).call();
    } catch (Throwable thrown) {
      // Its room counts as free: nobody will try again.
      LOG.warn("unloading model {} failed", step.place().id(), thrown);
    }
    owner.listener().onUnloaded();
    take(shelf.onUnloaded(step.place()), self);
  }

  private boolean tellUnloaded(M model) throws Exception {
    if (onUnload != null) {
      onUnload.accept(model);
    } else if (model instanceof AutoCloseable closeable) {
      closeable.close();
    }
    return true;
  }
}
