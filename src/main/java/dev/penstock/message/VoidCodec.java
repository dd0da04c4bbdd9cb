package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import org.jspecify.annotations.Nullable;

/** The codec of {@code void} and {@code Void}: null and nothing else, no bytes. */
enum VoidCodec implements ValueCodec {
  INSTANCE;

  @Override
  public @Nullable Object copy(@Nullable Object value, Cargo cargo) {
    if (value != null) {
      throw ValueException.wrongType(Void.class, value);
    }
    return null;
  }

  @Override
  public void write(@Nullable Object value, WireWriter out) {
    copy(value);
  }

  @Override
  public @Nullable Object read(WireReader in) {
    return null;
  }

  @Override
  public @Nullable Object fromJson(JsonNode json) {
    if (!json.isNull() && !json.isMissingNode()) {
      throw JsonValues.mismatch("null", json);
    }
    return null;
  }

  @Override
  public JsonNode toJson(@Nullable Object value) {
    copy(value);
    return NullNode.getInstance();
  }

  @Override
  public boolean immutable() {
    return true;
  }
}
