package dev.penstock.message;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An interface that handles are typed by, with its methods and the codecs of their types. Made once
 * per interface. Immutable.
 */
public final class Contract {
  /** Kept with the class, so that the class loader of an application can go. */
  private static final ClassValue<Contract> CONTRACTS =
      new ClassValue<>() {
        @Override
        protected Contract computeValue(Class<?> type) {
          ContractReader reader = new ContractReader(type);
          if (!reader.problems().isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", reader.problems()));
          }
          return new Contract(type, reader.methods());
        }
      };

  private final Class<?> type;
  private final List<ContractMethod> methods;
  private final Map<String, ContractMethod> byName;
  private final Map<Method, ContractMethod> byMethod;

  private Contract(Class<?> type, Map<ContractMethod, List<Method>> methods) {
    this.type = type;
    this.methods = List.copyOf(methods.keySet());
    this.byName =
        methods.keySet().stream()
            .collect(Collectors.toUnmodifiableMap(ContractMethod::name, Function.identity()));
    Map<Method, ContractMethod> declared = new HashMap<>();
    methods.forEach((method, forms) -> forms.forEach(form -> declared.put(form, method)));
    this.byMethod = Map.copyOf(declared);
  }

  /**
   * The contract of an interface.
   *
   * @throws IllegalArgumentException with all {@link #problems} if there are any
   */
  public static Contract of(Class<?> type) {
    return CONTRACTS.get(type);
  }

  /** What keeps an interface from being a contract, one message each; empty if nothing does. */
  public static List<String> problems(Class<?> type) {
    return new ContractReader(type).problems();
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

  /**
   * The contract's method for a reflected one, null for methods that run locally. A look-up in a
   * map; the forms of a method that super-interfaces and bridges give it all lead to the same one.
   */
  public @Nullable ContractMethod method(Method method) {
    return byMethod.get(method);
  }
}
