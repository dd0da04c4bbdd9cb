package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.CallOptions;
import dev.penstock.Failure;
import dev.penstock.message.Contract;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.ValueException;
import io.vertx.core.Future;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A typed handle: turns methods of a contract into calls. Methods of {@code Object} and default
 * methods run locally. Thread-safe.
 */
final class HandleProxy implements InvocationHandler {
  private static final Object[] NO_ARGUMENTS = {};

  private final Contract contract;
  private final Caller caller;
  private final OptionVariants variants = new OptionVariants();
  private final Map<Method, MethodHandle> defaults = new ConcurrentHashMap<>();

  private HandleProxy(Contract contract, Caller caller) {
    this.contract = contract;
    this.caller = caller;
  }

  /** A handle to the callee of {@code caller}, as an instance of the contract. */
  static Object of(Contract contract, Caller caller) {
    return Proxy.newProxyInstance(
        contract.type().getClassLoader(),
        new Class<?>[] {contract.type()},
        new HandleProxy(contract, caller));
  }

  /** The same handle with those options. */
  Object with(CallOptions options) {
    return variants.get(options, other -> of(contract, caller.with(other)));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given)
      throws Throwable {
    ContractMethod remote = contract.method(method);
    @Nullable Object[] args = given == null ? NO_ARGUMENTS : given;
    if (remote == null) {
      return local(proxy, method, args);
    }
    CallFailedException refusal = prepare(remote, args);
    return switch (remote.shape()) {
      case FUTURE -> refusal == null ? caller.call(remote, args) : Future.failedFuture(refusal);
      case COMPLETION_STAGE ->
          (refusal == null ? caller.call(remote, args) : Future.failedFuture(refusal))
              .toCompletionStage();
      case BLOCKING -> {
        if (refusal != null) {
          throw refusal;
        }
        yield caller.callAndWait(remote, args);
      }
    };
  }

  private @Nullable CallFailedException prepare(ContractMethod method, @Nullable Object[] args) {
    try {
      method.copyArguments(args);
      return null;
    } catch (ValueException e) {
      return new CallFailedException(
          Failure.BAD_ARGUMENT,
          String.valueOf(e.getMessage()),
          false,
          caller.calleeId(),
          null,
          null);
    }
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
    return defaults
        .computeIfAbsent(method, HandleProxy::special)
        .bindTo(proxy)
        .invokeWithArguments(args);
  }

  private static MethodHandle special(Method method) {
    Class<?> declaring = method.getDeclaringClass();
    try {
      return MethodHandles.privateLookupIn(declaring, MethodHandles.lookup())
          .unreflectSpecial(method, declaring);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot run the default method " + method, e);
    }
  }

  @Override
  public String toString() {
    return "Handle[" + caller.calleeId() + " as " + contract.type().getName() + "]";
  }
}
