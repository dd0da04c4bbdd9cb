package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The codec of a type inside of itself, such as the children of {@code record Tree(List<Tree>
 * children)}. Every way around a recursive type passes one of these, so they limit the depth.
 */
final class RecursiveCodec implements ValueCodec {
  private @Nullable ValueCodec target;

  /** Told once, when the codec of the type is complete. */
  void complete(ValueCodec codec) {
    target = codec;
  }

  /** The codec of the type. */
  ValueCodec target() {
    ValueCodec codec = target;
    if (codec == null) {
      throw new IllegalStateException("used before its type was complete");
    }
    return codec;
  }

  private <T extends @Nullable Object> T deeper(Supplier<T> work) {
    Nesting.enter();
    try {
      return work.get();
    } finally {
      Nesting.leave();
    }
  }

  @Override
  public @Nullable Object copy(@Nullable Object value, Cargo cargo) {
    return value == null ? null : deeper(() -> target().copy(value, cargo));
  }

  @Override
  public void write(@Nullable Object value, WireWriter out) {
    Nesting.enter();
    try {
      target().write(value, out);
    } finally {
      Nesting.leave();
    }
  }

  @Override
  public @Nullable Object read(WireReader in) {
    return deeper(() -> target().read(in));
  }

  @Override
  public @Nullable Object fromJson(JsonNode json) {
    return deeper(() -> target().fromJson(json));
  }

  @Override
  public JsonNode toJson(@Nullable Object value) {
    return deeper(() -> target().toJson(value));
  }

  @Override
  public boolean immutable() {
    return target().immutable();
  }

  @Override
  public boolean carries(Set<ValueCodec> seen) {
    return target().carries(seen);
  }
}
