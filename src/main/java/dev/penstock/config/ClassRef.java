package dev.penstock.config;

/**
 * The class of a deployment: a name in a file, the class itself in Java, or an object in its place.
 */
public sealed interface ClassRef {
  /** The binary name, for messages. */
  String name();

  /** A class to be loaded by the application's class loader. */
  record Named(String name) implements ClassRef {}

  /** A class at hand. */
  record Loaded(Class<?> type) implements ClassRef {
    @Override
    public String name() {
      return type.getName();
    }
  }

  /** An object that is served in place of a deployment's own instances, as tests do with a fake. */
  record Instance(Object object) implements ClassRef {
    @Override
    public String name() {
      return object.getClass().getName();
    }
  }

  /** No class could be read; the reader has reported it, and the other checks go on. */
  record Unreadable() implements ClassRef {
    @Override
    public String name() {
      return "(unreadable)";
    }
  }
}
