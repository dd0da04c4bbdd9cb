package dev.penstock.config;

/** The class of a deployment: a name in a file, or the class itself in Java. */
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

  /** No class could be read; the reader has reported it, and the other checks go on. */
  record Unreadable() implements ClassRef {
    @Override
    public String name() {
      return "(unreadable)";
    }
  }
}
