package dev.penstock.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JavaType;
import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Makes the codecs of records. */
final class RecordCodecs {
  private RecordCodecs() {}

  /** The codec of a record class, still to be settled. */
  static <T> RecordCodec<T> of(Class<T> raw, JavaType type, CodecBuilder builder) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(raw, MethodHandles.lookup());
      RecordComponent[] declared = raw.getRecordComponents();
      List<RecordCodec.Component> components = new ArrayList<>();
      for (RecordComponent component : declared) {
        components.add(component(raw, type, component, lookup, builder));
      }
      Class<?>[] types =
          Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<T> canonical = raw.getDeclaredConstructor(types);
      MethodHandle constructor =
          lookup
              .unreflectConstructor(canonical)
              .asFixedArity()
              .asType(MethodType.genericMethodType(types.length))
              .asSpreader(Object[].class, types.length);
      return new RecordCodec<>(raw, components, constructor);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "record " + raw.getSimpleName() + " cannot be accessed: " + e.getMessage(), e);
    }
  }

  private static RecordCodec.Component component(
      Class<?> raw,
      JavaType type,
      RecordComponent component,
      MethodHandles.Lookup lookup,
      CodecBuilder builder)
      throws IllegalAccessException {
    ValueCodec codec;
    try {
      codec = builder.inner(component.getGenericType(), type.getBindings());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "component '"
              + component.getName()
              + "' of record "
              + raw.getSimpleName()
              + ": "
              + e.getMessage(),
          e);
    }
    MethodHandle getter =
        lookup
            .unreflect(component.getAccessor())
            .asType(MethodType.methodType(Object.class, Object.class));
    JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
    String name =
        renamed == null || renamed.value().isEmpty() ? component.getName() : renamed.value();
    return new RecordCodec.Component(name, codec, getter, exact(component, codec));
  }

  /** Whether the component can hold nothing but values of its declared type. */
  private static boolean exact(RecordComponent component, ValueCodec codec) {
    Class<?> erased = component.getType();
    boolean closed =
        erased.isPrimitive() || erased.isEnum() || Modifier.isFinal(erased.getModifiers());
    return closed && (codec instanceof PrimitiveCodec || declaredClass(codec) == erased);
  }

  private static Class<?> declaredClass(ValueCodec codec) {
    return codec instanceof ReferenceCodec<?> reference ? reference.type() : Object.class;
  }

  /**
   * Whether a record is a bean because of Jackson's annotations on it. A renamed component alone is
   * none.
   */
  static boolean leftToJackson(Class<?> raw) {
    Stream<AnnotatedElement> parts =
        Stream.of(
                Stream.of(raw),
                Arrays.stream(raw.getDeclaredFields()),
                Arrays.stream(raw.getDeclaredMethods()),
                Arrays.stream(raw.getDeclaredConstructors()))
            .flatMap(part -> part);
    return parts
        .flatMap(part -> Arrays.stream(part.getAnnotations()))
        .map(Annotation::annotationType)
        .anyMatch(
            type ->
                type != JsonProperty.class && type.getName().startsWith("com.fasterxml.jackson."));
  }
}
