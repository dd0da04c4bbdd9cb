package dev.penstock.message;

import com.fasterxml.jackson.databind.type.TypeBindings;
import java.lang.reflect.Type;

/** Makes the codecs of declared types. */
public final class ValueCodecs {
  private ValueCodecs() {}

  /**
   * The codec of a type that stands outside of a contract. Not cached.
   *
   * @throws IllegalArgumentException with the reason, if values of the type cannot cross a call
   */
  public static ValueCodec of(Type declared) {
    return declared == void.class || declared == Void.class
        ? VoidCodec.INSTANCE
        : new CodecBuilder().build(declared, TypeBindings.emptyBindings());
  }
}
