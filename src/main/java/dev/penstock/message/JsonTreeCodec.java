package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The codec of {@code JsonObject} or {@code JsonArray}: copied in depth, values keep their Java
 * class ({@link JsonLeaf}), maps and lists inside become objects and arrays.
 */
final class JsonTreeCodec<T> extends ReferenceCodec<T> {
  /** {@code JsonObject}. */
  static final JsonTreeCodec<JsonObject> OBJECT =
      new JsonTreeCodec<>(JsonObject.class, JsonObject::getMap, "an object");

  /** {@code JsonArray}. */
  static final JsonTreeCodec<JsonArray> ARRAY =
      new JsonTreeCodec<>(JsonArray.class, JsonArray::getList, "an array");

  private static final int LEAF = 0;
  private static final int OBJECT_TAG = 1;
  private static final int ARRAY_TAG = 2;
  private static final int NULL = 3;

  private final Function<T, Object> content;
  private final String expected;

  private JsonTreeCodec(Class<T> type, Function<T, Object> content, String expected) {
    super(type);
    this.content = content;
    this.expected = expected;
  }

  @Override
  public boolean immutable() {
    return false;
  }

  @Override
  T copyPresent(T value, Cargo cargo) {
    return cast(copyTree(content.apply(value)));
  }

  @Override
  void writePresent(T value, WireWriter out) {
    writeTree(content.apply(value), out);
  }

  @Override
  T readPresent(WireReader in) {
    Object tree = readTree(in);
    if (tree == null) {
      throw new ValueException("expected " + expected + ", got null");
    }
    return cast(tree);
  }

  @Override
  T fromPresentJson(JsonNode json) {
    if (type() == JsonObject.class ? !json.isObject() : !json.isArray()) {
      throw JsonValues.mismatch(expected, json);
    }
    return cast(Objects.requireNonNull(tree(json)));
  }

  @Override
  JsonNode presentToJson(T value) {
    return json(content.apply(value));
  }

  /** Objects as maps and arrays as lists, so that each method knows two kinds and not four. */
  private static @Nullable Object unwrapped(@Nullable Object value) {
    if (value instanceof JsonObject object) {
      return object.getMap();
    }
    return value instanceof JsonArray array ? array.getList() : value;
  }

  private static String key(@Nullable Object key) {
    if (key instanceof CharSequence text) {
      return text.toString();
    }
    throw new ValueException("a key of a JSON object must be a string, was " + key);
  }

  private static Object copyTree(Object value) {
    Nesting.enter();
    try {
      if (value instanceof Map<?, ?> map) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          copy.put(key(entry.getKey()), copyNode(entry.getValue()));
        }
        return new JsonObject(copy);
      }
      if (value instanceof List<?> list) {
        List<@Nullable Object> copy = new ArrayList<>(list.size());
        for (Object item : list) {
          copy.add(copyNode(item));
        }
        return new JsonArray(copy);
      }
      return JsonLeaf.of(value).copyValue(value);
    } finally {
      Nesting.leave();
    }
  }

  private static @Nullable Object copyNode(@Nullable Object node) {
    Object value = unwrapped(node);
    return value == null ? null : copyTree(value);
  }

  private static void writeTree(@Nullable Object node, WireWriter out) {
    Object value = unwrapped(node);
    Nesting.enter();
    try {
      if (value == null) {
        out.writeByte(NULL);
      } else if (value instanceof Map<?, ?> map) {
        out.writeByte(OBJECT_TAG);
        out.writeCount(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.writeString(key(entry.getKey()));
          writeTree(entry.getValue(), out);
        }
      } else if (value instanceof List<?> list) {
        out.writeByte(ARRAY_TAG);
        out.writeCount(list.size());
        for (Object item : list) {
          writeTree(item, out);
        }
      } else {
        out.writeByte(LEAF);
        JsonLeaf.of(value).writeValue(value, out);
      }
    } finally {
      Nesting.leave();
    }
  }

  private static @Nullable Object readTree(WireReader in) {
    Nesting.enter();
    try {
      int tag = in.readByte();
      return switch (tag) {
        case NULL -> null;
        case LEAF -> JsonLeaf.read(in);
        case OBJECT_TAG -> {
          int size = in.readCount();
          Map<String, @Nullable Object> map = new LinkedHashMap<>();
          for (int i = 0; i < size; i++) {
            map.put(in.readString(), readTree(in));
          }
          yield new JsonObject(map);
        }
        case ARRAY_TAG -> {
          int size = in.readCount();
          List<@Nullable Object> list = new ArrayList<>();
          for (int i = 0; i < size; i++) {
            list.add(readTree(in));
          }
          yield new JsonArray(list);
        }
        default -> throw new ValueException("unknown kind of JSON value: " + tag);
      };
    } finally {
      Nesting.leave();
    }
  }

  private static @Nullable Object tree(JsonNode json) {
    Nesting.enter();
    try {
      if (json.isObject()) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        json.properties().forEach(entry -> map.put(entry.getKey(), tree(entry.getValue())));
        return new JsonObject(map);
      }
      if (json.isArray()) {
        List<@Nullable Object> list = new ArrayList<>(json.size());
        json.forEach(item -> list.add(tree(item)));
        return new JsonArray(list);
      }
      return json.isNull() ? null : JsonLeaf.fromJson(json);
    } finally {
      Nesting.leave();
    }
  }

  private static JsonNode json(@Nullable Object node) {
    Object value = unwrapped(node);
    Nesting.enter();
    try {
      if (value == null) {
        return NullNode.getInstance();
      }
      if (value instanceof Map<?, ?> map) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        map.forEach((key, item) -> object.set(key(key), json(item)));
        return object;
      }
      if (value instanceof List<?> list) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        list.forEach(item -> array.add(json(item)));
        return array;
      }
      return JsonLeaf.of(value).json(value);
    } finally {
      Nesting.leave();
    }
  }
}
