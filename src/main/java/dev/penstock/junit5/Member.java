package dev.penstock.junit5;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** A field or a method without parameters that gives something the node is started with. */
record Member(String name, boolean isStatic, Access access) {
  /** Reads or calls it; {@code instance} is null for a static one. */
  interface Access {
    @Nullable Object get(@Nullable Object instance) throws ReflectiveOperationException;
  }

  static Member of(Field field) {
    return new Member(
        "field " + field.getName(), isStatic(field.getModifiers()), open(field, field::get));
  }

  static Member of(Method method) {
    return new Member(
        "method " + method.getName(),
        isStatic(method.getModifiers()),
        open(method, method::invoke));
  }

  private static boolean isStatic(int modifiers) {
    return Modifier.isStatic(modifiers);
  }

  private static Access open(AccessibleObject member, Access access) {
    member.setAccessible(true);
    return access;
  }

  /** The value for the node of a test class, never null. */
  Object value(Declared declared) {
    if (!isStatic && declared.instance() == null) {
      throw declared.refused(
          "must have a static "
              + name
              + ": the node starts before there is an instance; or give the class the lifecycle"
              + " PER_CLASS, and its constructor no parameters");
    }
    Object value;
    try {
      value = access.get(isStatic ? null : declared.instance());
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      throw new IllegalStateException(name + " failed: " + cause, cause);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      throw declared.refused("has a " + name + " that cannot be used: " + e.getMessage());
    }
    if (value == null) {
      throw declared.refused("has a " + name + " that gives null");
    }
    return value;
  }
}
