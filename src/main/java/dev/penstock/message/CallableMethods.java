package dev.penstock.message;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The methods that other nodes may call a deployment by, of all contracts that its class
 * implements: two of them may have methods of one name, which differ in their parameters then.
 * Immutable.
 */
public final class CallableMethods {
  /** Of a deployment that cannot be called. */
  public static final CallableMethods NONE = new CallableMethods(List.of());

  private final Map<String, List<ContractMethod>> byName = new HashMap<>();

  /** Those of these interfaces; what is no contract has none. */
  public CallableMethods(Collection<? extends Class<?>> contracts) {
    for (Class<?> type : contracts) {
      // Interfaces that are no contracts are found at validation where an edge needs them.
      if (Contract.problems(type).isEmpty()) {
        for (ContractMethod method : Contract.of(type).methods()) {
          byName.computeIfAbsent(method.name(), name -> new ArrayList<>(1)).add(method);
        }
      }
    }
  }

  /** The method with that name and {@link ContractMethod#signature}; null if there is none. */
  public @Nullable ContractMethod find(String name, int signature) {
    for (ContractMethod method : byName.getOrDefault(name, List.of())) {
      if (method.signature() == signature) {
        return method;
      }
    }
    return null;
  }
}
