package dev.penstock.graph;

import dev.penstock.Handle;
import dev.penstock.InferenceModel;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Which interfaces of a class are contracts: not java's, Vert.x's and Penstock's own, but for that
 * of ready-made models.
 */
final class Contracts {
  private Contracts() {}

  /** Whether handles may be typed by that class. */
  static boolean isContract(Class<?> type) {
    String name = type.getName();
    return type.isInterface()
        && !type.isAnnotation()
        && !name.startsWith("java.")
        && !name.startsWith("javax.")
        && !name.startsWith("io.vertx.")
        && (InferenceModel.class.isAssignableFrom(type)
            || !type.getPackageName().equals(Handle.class.getPackageName()));
  }

  /** Every contract of a class, in the order of declaration, the class's own before inherited. */
  static List<Class<?>> of(Class<?> type) {
    Set<Class<?>> found = new LinkedHashSet<>();
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      collect(c, found);
    }
    return found.stream().filter(Contracts::isContract).toList();
  }

  /** Those that a class is called by: with methods of their own, and extended by no other. */
  static List<Class<?>> callable(List<Class<?>> contracts) {
    return contracts.stream()
        .filter(c -> Arrays.stream(c.getMethods()).anyMatch(Contracts::isCalled))
        .filter(c -> contracts.stream().noneMatch(o -> o != c && c.isAssignableFrom(o)))
        .toList();
  }

  /** The methods that give their value itself, so that callers block. */
  static List<Method> blockingMethods(Class<?> contract) {
    return Arrays.stream(contract.getMethods())
        .filter(Contracts::isCalled)
        .filter(m -> !Future.class.isAssignableFrom(m.getReturnType()))
        .filter(m -> !CompletionStage.class.isAssignableFrom(m.getReturnType()))
        .filter(m -> !ReadStream.class.isAssignableFrom(m.getReturnType()))
        .sorted(Comparator.comparing(Method::getName))
        .toList();
  }

  /** Simple names, for messages. */
  static String names(List<Class<?>> types) {
    return types.stream().map(Class::getSimpleName).collect(Collectors.joining(", "));
  }

  private static boolean isCalled(Method method) {
    return Modifier.isAbstract(method.getModifiers());
  }

  private static void collect(Class<?> type, Set<Class<?>> found) {
    for (Class<?> direct : type.getInterfaces()) {
      if (found.add(direct)) {
        collect(direct, found);
      }
    }
  }
}
