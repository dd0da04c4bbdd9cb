package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The codec of {@code Map}. Keys are scalars, and never null: JSON could not tell them. */
@SuppressWarnings("rawtypes") // There is no Class<Map<K, V>>; the codecs check keys and values.
final class MapCodec extends ReferenceCodec<Map> {
  private final ValueCodec keys;
  private final boolean numericKeys;
  private final ValueCodec values;

  MapCodec(ValueCodec keys, boolean numericKeys, ValueCodec values) {
    super(Map.class);
    this.keys = keys;
    this.numericKeys = numericKeys;
    this.values = values;
  }

  @Override
  public boolean immutable() {
    return false;
  }

  @Override
  public boolean carries(Set<ValueCodec> seen) {
    return values.carries(seen);
  }

  private static Object present(@Nullable Object key) {
    if (key == null) {
      throw new ValueException("a key of a map must not be null");
    }
    return key;
  }

  private static Map<?, ?> typed(Map map) {
    return map;
  }

  @Override
  Map copyPresent(Map value, Cargo cargo) {
    Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : typed(value).entrySet()) {
      try {
        copy.put(present(keys.copy(entry.getKey(), cargo)), values.copy(entry.getValue(), cargo));
      } catch (ValueException e) {
        throw e.at(String.valueOf(entry.getKey()));
      }
    }
    return copy;
  }

  @Override
  void writePresent(Map value, WireWriter out) {
    Map<Object, @Nullable Object> snapshot = new LinkedHashMap<>(typed(value));
    out.writeCount(snapshot.size());
    snapshot.forEach(
        (key, item) -> {
          try {
            keys.write(present(key), out);
            values.write(item, out);
          } catch (ValueException e) {
            throw e.at(String.valueOf(key));
          }
        });
  }

  @Override
  Map readPresent(WireReader in) {
    int size = in.readCount();
    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      Object key = present(keys.read(in));
      try {
        map.put(key, values.read(in));
      } catch (ValueException e) {
        throw e.at(key.toString());
      }
    }
    return map;
  }

  @Override
  Map fromPresentJson(JsonNode json) {
    if (!json.isObject()) {
      throw JsonValues.mismatch("an object", json);
    }
    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      try {
        map.put(key(entry.getKey()), values.fromJson(entry.getValue()));
      } catch (ValueException e) {
        throw e.at(entry.getKey());
      }
    }
    return map;
  }

  private Object key(String text) {
    JsonNode node = TextNode.valueOf(text);
    if (numericKeys) {
      try {
        node = JsonValues.parse(Buffer.buffer(text));
      } catch (ValueException e) {
        // No number: the codec of the keys tells what it wants instead.
      }
    }
    return present(keys.fromJson(node));
  }

  @Override
  JsonNode presentToJson(Map value) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<?, ?> entry : typed(value).entrySet()) {
      try {
        String key = keys.toJson(present(entry.getKey())).asText();
        object.set(key, values.toJson(entry.getValue()));
      } catch (ValueException e) {
        throw e.at(String.valueOf(entry.getKey()));
      }
    }
    return object;
  }
}
