package dev.penstock.graph;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules that are simple enough to foresee: no overloads, no {@code Object}. */
final class TestRules implements ContractRules {
  @Override
  public List<String> problems(Class<?> contract) {
    List<String> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Method method : contract.getMethods()) {
      if (!names.add(method.getName())) {
        problems.add("method " + method.getName() + " is overloaded");
      }
      if (method.getGenericReturnType() instanceof ParameterizedType result
          && Arrays.asList(result.getActualTypeArguments()).contains(Object.class)) {
        problems.add("method " + method.getName() + " returns an Object");
      }
    }
    return problems;
  }
}
