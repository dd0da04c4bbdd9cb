package dev.penstock.models;

import dev.penstock.message.CallScope;
import dev.penstock.message.CurrentCall;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Work with a model that was not there when it was asked for. Immutable but for its promise. */
final class Use<M, R extends @Nullable Object> implements Waiter<M> {
  private final String id;
  private final Function<M, Future<R>> work;
  private final CallScope scope;
  private final @Nullable ContextInternal context;
  private final Promise<R> promise;

  private Use(
      String id,
      Function<M, Future<R>> work,
      CallScope scope,
      @Nullable ContextInternal context,
      Promise<R> promise) {
    this.id = id;
    this.work = work;
    this.scope = scope;
    this.context = context;
    this.promise = promise;
  }

  /**
   * Work of the current call.
   *
   * @param home where it is done if this thread has no context; null for wherever the load ends
   */
  static <M, R extends @Nullable Object> Use<M, R> here(
      String id, Function<M, Future<R>> work, @Nullable ContextInternal home) {
    ContextInternal context = ContextInternal.current();
    CallScope scope = CurrentCall.get(context);
    if (context == null && home != null) {
      context = home.duplicate();
      CurrentCall.set(context, scope);
    }
    Promise<R> promise = context == null ? Promise.promise() : context.promise();
    Use<M, R> use = new Use<>(id, work, scope, context, promise);
    if (scope.isMessage()) {
      // The message of a socket is not over while something waits for it.
      scope.enter();
      promise.future().onComplete(ended -> use.leaveMessage());
    }
    return use;
  }

  /** Behind the callbacks, which belong to the message as well. */
  private void leaveMessage() {
    if (!execute(scope::leave)) {
      scope.leave();
    }
  }

  Future<R> future() {
    return promise.future();
  }

  /** Runs something when the call is over, on any thread. */
  void onGone(Runnable action) {
    scope.onCancel(action);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public boolean gone() {
    return scope.cancelled();
  }

  @Override
  public void serve(SharedModels<M> owner, Place<M> place, M model) {
    if (gone()) {
      owner.giveBack(place);
      fail(Shelf.tooLate(place));
    } else {
      owner.work(place, model, work).onComplete(promise);
    }
  }

  @Override
  public void fail(Throwable cause) {
    promise.tryFail(cause);
  }

  @Override
  public boolean execute(Runnable action) {
    if (context == null) {
      InTurn.run(scope.wrap(action));
      return true;
    }
    try {
      context.runOnContext(go -> action.run());
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }
}
