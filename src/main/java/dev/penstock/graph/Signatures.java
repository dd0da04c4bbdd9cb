package dev.penstock.graph;

import com.fasterxml.jackson.databind.JavaType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Types and constructors as messages show them: simple names, as in the source. */
final class Signatures {
  private Signatures() {}

  /** For example {@code List<Model>}. */
  static String type(JavaType type) {
    if (type.isArrayType()) {
      return type(type.getContentType()) + "[]";
    }
    String parameters =
        IntStream.range(0, type.containedTypeCount())
            .mapToObj(i -> type(type.containedTypeOrUnknown(i)))
            .collect(Collectors.joining(", "));
    String name = type.getRawClass().getSimpleName();
    return parameters.isEmpty() ? name : name + "<" + parameters + ">";
  }

  /** For example {@code Gateway(Model model, int size)}. */
  static String constructor(Constructor<?> constructor, ValueConverter converter) {
    return constructor.getDeclaringClass().getSimpleName()
        + Arrays.stream(constructor.getParameters())
            .map(p -> parameter(p, converter))
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String parameter(Parameter parameter, ValueConverter converter) {
    String type =
        (isOptional(parameter) ? "@Nullable " : "")
            + type(converter.typeOf(parameter.getParameterizedType()));
    return parameter.isNamePresent() ? type + " " + parameter.getName() : type;
  }

  /** Whether null is welcome: marked by some annotation that is named {@code Nullable}. */
  static boolean isOptional(Parameter parameter) {
    return Stream.concat(
            Arrays.stream(parameter.getAnnotations()),
            Arrays.stream(parameter.getAnnotatedType().getAnnotations()))
        .anyMatch(a -> a.annotationType().getSimpleName().equals("Nullable"));
  }
}
