package dev.penstock.handle;

import dev.penstock.Durable;
import dev.penstock.message.CallScope;
import dev.penstock.message.Cargo;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.CurrentCall;
import dev.penstock.message.ValueException;
import dev.penstock.message.WireReader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The durable side of a typed handle. Immutable and thread-safe. */
final class DurableHandle<C> implements Durable<C> {
  private static final int LONGEST_KEY = 256;

  private final ProxyMethods methods;
  private final Caller caller;
  private final LaterCalls later;

  /** The durable side of the handle with those methods. */
  DurableHandle(ProxyMethods methods, Caller caller, LaterCalls later) {
    this.methods = methods;
    this.caller = caller;
    this.later = later;
  }

  @Override
  public Future<String> submit(Consumer<? super C> call) {
    return onCaller(accepted(null, call));
  }

  @Override
  public Future<String> submit(String idempotencyKey, Consumer<? super C> call) {
    int length = idempotencyKey.length();
    return onCaller(
        length == 0 || length > LONGEST_KEY
            ? Future.failedFuture(
                new IllegalArgumentException(
                    "an idempotency key has 1 to %d characters, this one has %d"
                        .formatted(LONGEST_KEY, length)))
            : accepted(idempotencyKey, call));
  }

  @SuppressWarnings("unchecked") // The recorder is made for the contract of the handle.
  private Future<String> accepted(@Nullable String key, Consumer<? super C> call) {
    try {
      SubmittedCall submitted = new SubmittedCall(methods, caller.calleeNames());
      SubmittedCall.Taken taken;
      call.accept((C) submitted.recorder());
      taken = submitted.end();
      return later.submit(caller.later(taken.method(), taken.arguments()), key);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  @Override
  @SuppressWarnings("unchecked") // As the interface says, nobody can check it.
  public <R> Future<R> result(String id) {
    ContextInternal context = caller.contextOfCaller();
    if (context == null) {
      return Future.failedFuture(caller.nodeClosed());
    }
    CallScope scope = CurrentCall.get(context);
    return (Future<R>)
        onCaller(context, later.target(id).map(this::method))
            .compose(
                method ->
                    onCaller(context, later.result(id))
                        .compose(bytes -> read(context, scope, method, bytes)));
  }

  /** The method of the contract that a request calls. */
  private ContractMethod method(LaterCalls.Target target) {
    if (!caller.leadsTo(target.deployment())) {
      throw Caller.badArgument(
          caller.calleeNames(),
          "the request is a call of %s, not of %s".formatted(target.text(), caller.calleeNames()));
    }
    ContractMethod method = methods.method(target.method());
    if (method == null || method.signature() != target.signature()) {
      throw Caller.badArgument(
          caller.calleeNames(),
          "the request is a call of %s, which %s has not, or with other parameters"
              .formatted(target.text(), methods.type().getName()));
    }
    return method;
  }

  /** Off the event loop: there may be large tensors in it. */
  private static Future<@Nullable Object> read(
      ContextInternal context, CallScope scope, ContractMethod method, Buffer bytes) {
    Cargo cargo = new Cargo();
    return context
        .executeBlocking(() -> decode(method, bytes, cargo), false)
        .map(
            value -> {
              cargo.deliverTo(scope);
              return value;
            });
  }

  private static @Nullable Object decode(ContractMethod method, Buffer bytes, Cargo cargo) {
    try {
      return method.readResult(new WireReader(bytes, cargo));
    } catch (ValueException e) {
      throw new IllegalStateException(
          "the result was written for another form of its type: " + e.getMessage(), e);
    }
  }

  private <T> Future<T> onCaller(Future<T> future) {
    ContextInternal context = caller.contextOfCaller();
    return context == null ? future : onCaller(context, future);
  }

  private static <T> Future<T> onCaller(ContextInternal context, Future<T> future) {
    Promise<T> here = context.promise();
    future.onComplete(here);
    return here.future();
  }

  @Override
  public String toString() {
    return "Durable[" + caller.calleeNames() + " as " + methods.type().getName() + "]";
  }
}
