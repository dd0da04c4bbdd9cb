package dev.penstock.message;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The codecs of all classes whose values have no parts, by class. */
final class Scalars {
  private static final Map<Class<?>, ValueCodec> BY_CLASS = new HashMap<>();

  static {
    Stream.of(NumberCodecs.all().stream(), TextCodecs.all().stream())
        .flatMap(codecs -> codecs)
        .forEach(codec -> BY_CLASS.put(codec.type(), codec));
    BY_CLASS.put(byte[].class, BytesCodecs.ARRAY);
    BY_CLASS.put(BytesCodecs.BUFFER.type(), BytesCodecs.BUFFER);
    primitive(boolean.class, Boolean.class);
    primitive(char.class, Character.class);
    primitive(byte.class, Byte.class);
    primitive(short.class, Short.class);
    primitive(int.class, Integer.class);
    primitive(long.class, Long.class);
    primitive(float.class, Float.class);
    primitive(double.class, Double.class);
  }

  private Scalars() {}

  private static void primitive(Class<?> type, Class<?> box) {
    ValueCodec codec = BY_CLASS.get(box);
    if (codec != null) {
      BY_CLASS.put(type, new PrimitiveCodec(type, codec));
    }
  }

  /** The codec of a class without parts, null for all others. */
  static @Nullable ValueCodec find(Class<?> type) {
    return BY_CLASS.get(type);
  }
}
