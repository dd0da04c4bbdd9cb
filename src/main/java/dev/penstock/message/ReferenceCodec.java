package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import org.jspecify.annotations.Nullable;

/**
 * A codec of one class: deals with null, which is one byte on the wire, and with values of other
 * classes; the rest sees only present values of the right class.
 */
abstract class ReferenceCodec<T> implements ValueCodec {
  private final Class<T> type;

  ReferenceCodec(Class<T> type) {
    this.type = type;
  }

  /** The class of the values. */
  final Class<T> type() {
    return type;
  }

  abstract T copyPresent(T value, Cargo cargo);

  abstract void writePresent(T value, WireWriter out);

  abstract T readPresent(WireReader in);

  abstract T fromPresentJson(JsonNode json);

  abstract JsonNode presentToJson(T value);

  /** The value as the declared class, or a misfit. */
  @SuppressWarnings("unchecked") // Compared one line above.
  T cast(Object value) {
    if (value.getClass() == type) {
      return (T) value;
    }
    if (!type.isInstance(value)) {
      throw ValueException.wrongType(type, value);
    }
    return type.cast(value);
  }

  @Override
  public final @Nullable Object copy(@Nullable Object value, Cargo cargo) {
    return value == null ? null : copyPresent(cast(value), cargo);
  }

  @Override
  public final void write(@Nullable Object value, WireWriter out) {
    if (value == null) {
      out.writeBoolean(false);
    } else {
      T present = cast(value);
      out.writeBoolean(true);
      writePresent(present, out);
    }
  }

  @Override
  public final @Nullable Object read(WireReader in) {
    return in.readBoolean() ? readPresent(in) : null;
  }

  @Override
  public final @Nullable Object fromJson(JsonNode json) {
    return json.isNull() || json.isMissingNode() ? null : fromPresentJson(json);
  }

  @Override
  public final JsonNode toJson(@Nullable Object value) {
    return value == null ? NullNode.getInstance() : presentToJson(cast(value));
  }
}
