package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The codec of {@code List}, {@code Set} or {@code Collection} of one type of items. */
final class CollectionCodec<C extends Collection<?>> extends ReferenceCodec<C> {
  private final ValueCodec items;
  private final IntFunction<Collection<@Nullable Object>> factory;

  private CollectionCodec(
      Class<C> type, ValueCodec items, IntFunction<Collection<@Nullable Object>> factory) {
    super(type);
    this.items = items;
    this.factory = factory;
  }

  /** Of a declared {@code List}, {@code Set} or {@code Collection}; null for other classes. */
  static @Nullable ValueCodec of(Class<?> declared, ValueCodec items) {
    if (declared == List.class) {
      return new CollectionCodec<>(List.class, items, ArrayList::new);
    }
    if (declared == Collection.class) {
      return new CollectionCodec<>(Collection.class, items, ArrayList::new);
    }
    return declared == Set.class
        ? new CollectionCodec<>(Set.class, items, size -> new LinkedHashSet<>())
        : null;
  }

  @Override
  public boolean immutable() {
    return false;
  }

  @Override
  public boolean carries(Set<ValueCodec> seen) {
    return items.carries(seen);
  }

  @Override
  C copyPresent(C value, Cargo cargo) {
    Collection<@Nullable Object> copy = factory.apply(value.size());
    int index = 0;
    for (Object item : value) {
      try {
        copy.add(items.copy(item, cargo));
      } catch (ValueException e) {
        throw e.at(index);
      }
      index++;
    }
    return cast(copy);
  }

  @Override
  void writePresent(C value, WireWriter out) {
    @Nullable Object[] snapshot = value.toArray();
    out.writeCount(snapshot.length);
    for (int i = 0; i < snapshot.length; i++) {
      try {
        items.write(snapshot[i], out);
      } catch (ValueException e) {
        throw e.at(i);
      }
    }
  }

  @Override
  C readPresent(WireReader in) {
    int size = in.readCount();
    // Every item takes a byte, but may take more memory: the list grows with what was read.
    Collection<@Nullable Object> read = factory.apply(Math.min(size, 1024));
    for (int i = 0; i < size; i++) {
      try {
        read.add(items.read(in));
      } catch (ValueException e) {
        throw e.at(i);
      }
    }
    return cast(read);
  }

  @Override
  C fromPresentJson(JsonNode json) {
    if (!json.isArray()) {
      throw JsonValues.mismatch("an array", json);
    }
    Collection<@Nullable Object> read = factory.apply(json.size());
    for (int i = 0; i < json.size(); i++) {
      try {
        read.add(items.fromJson(json.get(i)));
      } catch (ValueException e) {
        throw e.at(i);
      }
    }
    return cast(read);
  }

  @Override
  JsonNode presentToJson(C value) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    int index = 0;
    for (Object item : value) {
      try {
        array.add(items.toJson(item));
      } catch (ValueException e) {
        throw e.at(index);
      }
      index++;
    }
    return array;
  }
}
