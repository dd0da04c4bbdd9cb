package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.CallOptions;
import dev.penstock.ItemStream;
import dev.penstock.message.Cargo;
import dev.penstock.message.Contract;
import dev.penstock.message.ContractMethod;
import io.vertx.core.Future;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * A typed handle: turns methods of a contract into calls. Methods of {@code Object} and default
 * methods run locally. Thread-safe.
 */
final class HandleProxy implements InvocationHandler {
  private static final Object[] NO_ARGUMENTS = {};

  private final ProxyMethods methods;
  private final Caller caller;
  private final LaterCalls later;
  private final OptionVariants variants = new OptionVariants();

  private HandleProxy(ProxyMethods methods, Caller caller, LaterCalls later) {
    this.methods = methods;
    this.caller = caller;
    this.later = later;
  }

  /** A handle to the callee of {@code caller}, as an instance of the contract. */
  static Object of(Contract contract, Caller caller, LaterCalls later) {
    return of(new ProxyMethods(contract), caller, later);
  }

  private static Object of(ProxyMethods methods, Caller caller, LaterCalls later) {
    return Proxy.newProxyInstance(
        methods.type().getClassLoader(),
        new Class<?>[] {methods.type()},
        new HandleProxy(methods, caller, later));
  }

  /** The same handle with those options. */
  Object with(CallOptions options) {
    return variants.get(options, other -> of(methods, caller.with(other), later));
  }

  /** Its durable side. */
  <C> DurableHandle<C> durable() {
    return new DurableHandle<>(methods, caller, later);
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given)
      throws Throwable {
    @Nullable Object[] args = given == null ? NO_ARGUMENTS : given;
    ProxyMethods.Resolved resolved = methods.resolve(method);
    ContractMethod remote = resolved.remote();
    if (remote == null) {
      return local(proxy, method, args);
    }
    return switch (remote.shape()) {
      case FUTURE -> call(resolved, remote, args);
      case COMPLETION_STAGE -> call(resolved, remote, args).toCompletionStage();
      case STREAM -> stream(resolved, remote, args);
      case BLOCKING -> caller.callAndWait(remote, args, copy(resolved, remote, args));
    };
  }

  private Future<@Nullable Object> call(
      ProxyMethods.Resolved resolved, ContractMethod remote, @Nullable Object[] args) {
    try {
      return caller.call(null, remote, args, copy(resolved, remote, args));
    } catch (CallFailedException refusal) {
      return caller.refused(refusal);
    }
  }

  private ItemStream<Object> stream(
      ProxyMethods.Resolved resolved, ContractMethod remote, @Nullable Object[] args) {
    try {
      return caller.stream(null, remote, args, copy(resolved, remote, args));
    } catch (CallFailedException refusal) {
      return caller.refusedStream(refusal);
    }
  }

  private @Nullable Cargo copy(
      ProxyMethods.Resolved resolved, ContractMethod remote, @Nullable Object[] args) {
    return resolved.passesAll() ? null : caller.copyArguments(remote, args);
  }

  private @Nullable Object local(Object proxy, Method method, @Nullable Object[] args)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return switch (method.getName()) {
        case "equals" -> proxy == args[0];
        case "hashCode" -> System.identityHashCode(proxy);
        default -> toString();
      };
    }
    return methods.body(method).bindTo(proxy).invokeWithArguments(args);
  }

  @Override
  public String toString() {
    return "Handle[" + caller.calleeNames() + " as " + methods.type().getName() + "]";
  }
}
