package dev.penstock.handle;

import dev.penstock.message.Contract;
import dev.penstock.message.ContractMethod;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The methods of a contract as the class of its proxies knows them. Thread-safe. */
final class ProxyMethods {
  /**
   * A method as the proxy's class knows it.
   *
   * @param remote null if it runs locally
   * @param passesAll whether its arguments need neither check nor copy
   */
  record Resolved(Method method, @Nullable ContractMethod remote, boolean passesAll) {}

  private final Contract contract;
  private volatile Resolved[] resolved = {};
  private final Map<Method, MethodHandle> defaults = new ConcurrentHashMap<>();

  ProxyMethods(Contract contract) {
    this.contract = contract;
  }

  /** The interface. */
  Class<?> type() {
    return contract.type();
  }

  /** The method of that name that is called over handles, if there is one. */
  @Nullable ContractMethod method(String name) {
    return contract.method(name);
  }

  /** What a call of that method amounts to; looked up once for each method of the proxy's class. */
  @SuppressWarnings("ReferenceEquality") // A proxy's class has one instance for each method.
  Resolved resolve(Method method) {
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

  /** The body of a default method, with the proxy as its first argument. */
  MethodHandle body(Method defaultMethod) {
    return defaults.computeIfAbsent(defaultMethod, ProxyMethods::special);
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
}
