package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.CallOptions;
import dev.penstock.message.Contract;
import dev.penstock.message.ContractMethod;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A typed handle: turns methods of a contract into calls. Methods of {@code Object} and default
 * methods run locally. Thread-safe.
 */
final class HandleProxy implements InvocationHandler {
  private static final Object[] NO_ARGUMENTS = {};

  /**
   * A method as the proxy's class knows it.
   *
   * @param remote null if it runs locally
   * @param passesAll whether its arguments need neither check nor copy
   */
  private record Resolved(Method method, @Nullable ContractMethod remote, boolean passesAll) {}

  private final Contract contract;
  private final Caller caller;
  private final OptionVariants variants = new OptionVariants();
  private volatile Resolved[] resolved = {};
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
    @Nullable Object[] args = given == null ? NO_ARGUMENTS : given;
    Resolved resolved = resolve(method);
    ContractMethod remote = resolved.remote;
    if (remote == null) {
      return local(proxy, method, args);
    }
    CallFailedException refusal = resolved.passesAll ? null : caller.copyArguments(remote, args);
    return switch (remote.shape()) {
      case FUTURE -> refusal == null ? caller.call(remote, args) : caller.refused(refusal);
      case COMPLETION_STAGE ->
          (refusal == null ? caller.call(remote, args) : caller.refused(refusal))
              .toCompletionStage();
      case BLOCKING -> {
        if (refusal != null) {
          throw refusal;
        }
        yield caller.callAndWait(remote, args);
      }
    };
  }

  /** What a call of that method amounts to; looked up once for each method of the proxy's class. */
  @SuppressWarnings("ReferenceEquality") // A proxy's class has one instance for each method.
  private Resolved resolve(Method method) {
    Resolved[] known = resolved;
    for (Resolved each : known) {
      if (each.method == method) {
        return each;
      }
    }
    ContractMethod remote = contract.method(method);
    Resolved found =
        new Resolved(
            method, remote, remote != null && remote.passesAll(method.getParameterTypes()));
    Resolved[] more = Arrays.copyOf(known, known.length + 1);
    more[known.length] = found;
    resolved = more; // Two threads may each forget what the other has found: it is found again.
    return found;
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
