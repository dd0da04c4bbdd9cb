package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.ContractMethod.Shape;
import dev.penstock.message.ValueException;
import dev.penstock.message.WireWriter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a handle while somebody says which call is to be made later: takes one call of a
 * method, with its arguments as they are then. Thread-safe; takes nothing after {@link #end}.
 */
final class SubmittedCall implements InvocationHandler {
  private static final Object[] NO_ARGUMENTS = {};
  private static final String NO_RESULT =
      "a call that is submitted has no result yet: ask Durable.result for it, by its id";

  private final ProxyMethods methods;
  private final String callee;
  private @Nullable ContractMethod method;
  private @Nullable Buffer arguments;

  /** The first thing that was wrong. */
  private @Nullable RuntimeException refusal;

  private boolean ended;

  /**
   * Nothing was called so far.
   *
   * @param callee as people read it
   */
  SubmittedCall(ProxyMethods methods, String callee) {
    this.methods = methods;
    this.callee = callee;
  }

  /** What is to be called. */
  Object recorder() {
    return Proxy.newProxyInstance(
        methods.type().getClassLoader(), new Class<?>[] {methods.type()}, this);
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method called, @Nullable Object @Nullable [] given)
      throws Throwable {
    @Nullable Object[] args = given == null ? NO_ARGUMENTS : given;
    ContractMethod remote = methods.resolve(called).remote();
    if (remote == null) {
      return called.getDeclaringClass() == Object.class
          ? ofObject(proxy, called, args)
          : methods.body(called).bindTo(proxy).invokeWithArguments(args);
    }
    take(remote, args);
    return switch (remote.shape()) {
      case FUTURE -> Future.failedFuture(NO_RESULT);
      case COMPLETION_STAGE ->
          CompletableFuture.failedFuture(new UnsupportedOperationException(NO_RESULT));
      case STREAM -> throw new IllegalArgumentException(streams(remote));
      case BLOCKING -> nothing(called.getReturnType());
    };
  }

  private Object ofObject(Object proxy, Method called, @Nullable Object[] args) {
    return switch (called.getName()) {
      case "equals" -> proxy == args[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "Submitted[" + callee + " as " + methods.type().getName() + "]";
    };
  }

  /** Zero, false or null. */
  private static @Nullable Object nothing(Class<?> type) {
    return type == void.class || !type.isPrimitive()
        ? null
        : java.lang.reflect.Array.get(java.lang.reflect.Array.newInstance(type, 1), 0);
  }

  private synchronized void take(ContractMethod remote, @Nullable Object[] args) {
    if (ended) {
      throw new IllegalStateException(
          callee + "." + remote.name() + " was called after its submit had ended");
    }
    if (refusal != null) {
      return;
    }
    if (method != null) {
      refusal =
          new IllegalArgumentException(
              "a submit calls one method: this one called %s.%s and then %s"
                  .formatted(callee, method.name(), remote.name()));
    } else if (remote.shape() == Shape.STREAM || remote.takesStreams()) {
      refusal = new IllegalArgumentException(streams(remote));
    } else {
      write(remote, args);
    }
    method = remote;
  }

  private String streams(ContractMethod remote) {
    return callee + "." + remote.name() + " streams, and a stream cannot be written down";
  }

  private void write(ContractMethod remote, @Nullable Object[] args) {
    WireWriter out = new WireWriter();
    try {
      remote.writeArguments(args, out);
      arguments = out.buffer();
    } catch (ValueException e) {
      refusal = Caller.badArgument(callee, String.valueOf(e.getMessage()));
    } catch (CallFailedException e) {
      refusal = e;
    } catch (RuntimeException | StackOverflowError e) {
      // Such as a list that another thread changes meanwhile.
      refusal = Caller.badArgument(callee, "the arguments cannot be written: " + e);
    }
  }

  /**
   * The one call that was taken.
   *
   * @throws RuntimeException what was wrong with it
   */
  synchronized Taken end() {
    ended = true;
    if (refusal != null) {
      throw refusal;
    }
    if (method == null || arguments == null) {
      throw new IllegalArgumentException(
          "a submit calls one method of " + methods.type().getName() + ": this one called none");
    }
    return new Taken(method, arguments);
  }

  /**
   * A call.
   *
   * @param arguments as the method writes them
   */
  record Taken(ContractMethod method, Buffer arguments) {}
}
