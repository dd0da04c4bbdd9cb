package dev.penstock.message;

import org.jspecify.annotations.Nullable;

/** A value that does not fit its declared type, or bytes that are none. */
public final class ValueException extends RuntimeException {
  private final String path;
  private final String detail;

  /** A misfit, told in words that may be shown to a client. */
  public ValueException(String message) {
    this("", message, null);
  }

  private ValueException(String path, String detail, @Nullable Throwable cause) {
    super(path.isEmpty() ? detail : path + ": " + detail, cause, false, false);
    this.path = path;
    this.detail = detail;
  }

  /** A misfit that has a cause, which is for the log only. */
  ValueException(String message, Throwable cause) {
    this("", message, cause);
  }

  /** The same misfit, seen from the record, bean or map that has the value as {@code name}. */
  ValueException at(String name) {
    return new ValueException(name + step(), detail, getCause());
  }

  /** The same misfit, seen from the collection that has the value at {@code index}. */
  ValueException at(int index) {
    return new ValueException("[" + index + "]" + step(), detail, getCause());
  }

  private String step() {
    return path.isEmpty() || path.startsWith("[") ? path : "." + path;
  }

  /** A value of another class than the declared one. */
  static ValueException wrongType(Class<?> expected, Object actual) {
    String expectedName = expected.getTypeName();
    String actualName = actual.getClass().getTypeName();
    return new ValueException(
        "expected "
            + expectedName
            + ", got "
            + actualName
            + (expectedName.equals(actualName) ? " of another class loader" : ""));
  }
}
