package dev.penstock.message;

import com.fasterxml.jackson.databind.type.TypeBindings;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import org.jspecify.annotations.Nullable;

/** Finds what Jackson's type resolution would silently turn into {@code Object} or a bound. */
final class GenericTypes {
  private GenericTypes() {}

  /**
   * What is left open in a declared type.
   *
   * @param bindings the type variables that are known where it is declared
   * @return null if nothing
   */
  static @Nullable String openPart(Type type, TypeBindings bindings) {
    if (type instanceof WildcardType) {
      return "the wildcard " + type + " leaves the type open: name it";
    }
    if (type instanceof TypeVariable<?> variable) {
      return bindings.findBoundType(variable.getName()) == null
          ? "the type variable " + variable + " leaves the type open: bind it in a sub-interface"
          : null;
    }
    if (type instanceof GenericArrayType) {
      return "arrays are not supported: use List";
    }
    if (type instanceof ParameterizedType parameterized) {
      for (Type argument : parameterized.getActualTypeArguments()) {
        String problem = openPart(argument, bindings);
        if (problem != null) {
          return problem;
        }
      }
      return null;
    }
    if (type instanceof Class<?> raw && raw.getTypeParameters().length > 0) {
      return "raw type " + raw.getSimpleName() + ": say of what, such as " + example(raw);
    }
    return null;
  }

  private static String example(Class<?> raw) {
    return raw.getSimpleName()
        + "<String"
        + ", String".repeat(raw.getTypeParameters().length - 1)
        + ">";
  }
}
