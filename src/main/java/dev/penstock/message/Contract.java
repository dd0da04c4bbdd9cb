package dev.penstock.message;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An interface that handles are typed by, with its methods and the codecs of their types. Made once
 * per interface. Immutable.
 */
public final class Contract {
  private final Class<?> type;
  private final List<ContractMethod> methods;
  private final Map<String, ContractMethod> byName;

  Contract(Class<?> type, List<ContractMethod> methods) {
    this.type = type;
    this.methods = List.copyOf(methods);
    this.byName =
        methods.stream()
            .collect(java.util.stream.Collectors.toUnmodifiableMap(ContractMethod::name, m -> m));
  }

  /**
   * The contract of an interface.
   *
   * @throws IllegalArgumentException with all {@link #problems} if there are any
   */
  public static Contract of(Class<?> type) {
    return new Contract(type, List.of());
  }

  /** What keeps an interface from being a contract, one message each; empty if nothing does. */
  public static List<String> problems(Class<?> type) {
    return List.of();
  }

  /** The interface. */
  public Class<?> type() {
    return type;
  }

  /** The methods that are called over handles: all but static and default ones, by name. */
  public List<ContractMethod> methods() {
    return methods;
  }

  /** The method of that name, if there is one. Contracts have no overloads. */
  public @Nullable ContractMethod method(String name) {
    return byName.get(name);
  }

  /** The contract's method for a reflected one, null for methods that run locally. */
  public @Nullable ContractMethod method(Method method) {
    return byName.get(method.getName());
  }
}
