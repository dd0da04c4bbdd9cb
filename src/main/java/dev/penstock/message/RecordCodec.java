package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.invoke.MethodHandle;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The codec of a record: component by component, made anew by the canonical constructor, so that
 * its checks hold for foreign values too.
 */
final class RecordCodec<T> extends ReferenceCodec<T> {
  /**
   * One component.
   *
   * @param name in JSON
   * @param getter {@code (Object)Object}
   * @param exact whether the class of the component alone keeps other values out of it
   */
  record Component(String name, ValueCodec codec, MethodHandle getter, boolean exact) {
    @Nullable Object get(Object owner) {
      try {
        return (Object) getter.invokeExact(owner);
      } catch (Throwable e) {
        throw failed(owner.getClass(), e).at(name);
      }
    }
  }

  private final Component[] components;
  private final Set<String> names;
  private final MethodHandle constructor;
  private boolean immutable;
  private boolean byReference;

  /**
   * A codec that is ready after {@link #settle}.
   *
   * @param constructor {@code (Object[])Object}
   */
  RecordCodec(Class<T> type, List<Component> components, MethodHandle constructor) {
    super(type);
    this.components = components.toArray(new Component[0]);
    this.names = components.stream().map(Component::name).collect(Collectors.toSet());
    this.constructor = constructor;
  }

  /** Finds out what may pass by reference, now that all codecs inside are complete. */
  void settle() {
    immutable = immutable(new HashSet<>());
    byReference = immutable && checkedByItsClass();
  }

  private boolean immutable(Set<RecordCodec<?>> seen) {
    if (!seen.add(this)) {
      return true;
    }
    for (Component component : components) {
      ValueCodec codec =
          component.codec() instanceof RecursiveCodec inner ? inner.target() : component.codec();
      boolean fixed =
          codec instanceof RecordCodec<?> inner ? inner.immutable(seen) : codec.immutable();
      if (!fixed) {
        return false;
      }
    }
    return true;
  }

  /** Whether every instance is valid: no generics that raw types could cheat, no recursion. */
  private boolean checkedByItsClass() {
    for (Component component : components) {
      if (!component.exact()
          || component.codec() instanceof RecursiveCodec
          || (component.codec() instanceof RecordCodec<?> inner && !inner.checkedByItsClass())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean immutable() {
    return immutable;
  }

  @Override
  public boolean carries(Set<ValueCodec> seen) {
    if (!seen.add(this)) {
      return false;
    }
    for (Component component : components) {
      if (component.codec().carries(seen)) {
        return true;
      }
    }
    return false;
  }

  private static ValueException failed(Class<?> type, Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof ValueException misfit) {
      return misfit;
    }
    String message = cause.getMessage();
    return new ValueException(
        "not a valid "
            + type.getSimpleName()
            + ": "
            + (message == null ? cause.getClass().getSimpleName() : message));
  }

  private T make(@Nullable Object[] values) {
    try {
      return cast((Object) constructor.invokeExact(values));
    } catch (Throwable e) {
      throw failed(type(), e);
    }
  }

  @Override
  T copyPresent(T value, Cargo cargo) {
    if (byReference) {
      return value;
    }
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      Component component = components[i];
      Object part = component.get(value);
      try {
        values[i] = component.codec().copy(part, cargo);
      } catch (ValueException e) {
        throw e.at(component.name());
      }
    }
    return immutable ? value : make(values);
  }

  @Override
  void writePresent(T value, WireWriter out) {
    for (Component component : components) {
      Object part = component.get(value);
      try {
        component.codec().write(part, out);
      } catch (ValueException e) {
        throw e.at(component.name());
      }
    }
  }

  @Override
  T readPresent(WireReader in) {
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      try {
        values[i] = components[i].codec().read(in);
      } catch (ValueException e) {
        throw e.at(components[i].name());
      }
    }
    return make(values);
  }

  @Override
  T fromPresentJson(JsonNode json) {
    if (!json.isObject()) {
      throw JsonValues.mismatch("an object", json);
    }
    for (var property : json.properties()) {
      if (!names.contains(property.getKey())) {
        throw new ValueException("unknown property, known are " + known()).at(property.getKey());
      }
    }
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      try {
        values[i] = components[i].codec().fromJson(json.path(components[i].name()));
      } catch (ValueException e) {
        throw e.at(components[i].name());
      }
    }
    return make(values);
  }

  private String known() {
    return List.of(components).stream().map(Component::name).collect(Collectors.joining(", "));
  }

  @Override
  JsonNode presentToJson(T value) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (Component component : components) {
      Object part = component.get(value);
      try {
        object.set(component.name(), component.codec().toJson(part));
      } catch (ValueException e) {
        throw e.at(component.name());
      }
    }
    return object;
  }
}
