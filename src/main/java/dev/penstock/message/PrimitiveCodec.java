package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The codec of a primitive type: that of its box, without null. */
record PrimitiveCodec(Class<?> type, ValueCodec box) implements ValueCodec {
  private Object present(@Nullable Object value) {
    if (value == null) {
      throw new ValueException("expected " + type + ", got null");
    }
    return value;
  }

  @Override
  public Object copy(@Nullable Object value, Cargo cargo) {
    return present(box.copy(value, cargo));
  }

  @Override
  public void write(@Nullable Object value, WireWriter out) {
    box.write(present(value), out);
  }

  @Override
  public Object read(WireReader in) {
    return present(box.read(in));
  }

  @Override
  public Object fromJson(JsonNode json) {
    if (json.isMissingNode()) {
      throw new ValueException("is missing, and must be a value of type " + type);
    }
    return present(box.fromJson(json));
  }

  @Override
  public JsonNode toJson(@Nullable Object value) {
    return box.toJson(present(value));
  }

  @Override
  public boolean immutable() {
    return true;
  }

  @Override
  public boolean passesAll(Class<?> declared) {
    return declared == type;
  }
}
