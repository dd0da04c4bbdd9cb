package dev.penstock.message;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Lets beans have properties of Vert.x types, in the same JSON form as outside of beans. */
final class VertxJsonModule {
  private VertxJsonModule() {}

  static SimpleModule create() {
    SimpleModule module = new SimpleModule("penstock-vertx");
    add(module, Buffer.class, BytesCodecs.BUFFER);
    add(module, JsonObject.class, JsonTreeCodec.OBJECT);
    add(module, JsonArray.class, JsonTreeCodec.ARRAY);
    return module;
  }

  private static <T> void add(SimpleModule module, Class<T> type, ValueCodec codec) {
    module.addSerializer(type, new Serializer<>(type, codec));
    module.addDeserializer(type, new Deserializer<>(type, codec));
  }

  private static final class Serializer<T> extends StdSerializer<T> {
    private final transient ValueCodec codec;

    Serializer(Class<T> type, ValueCodec codec) {
      super(type);
      this.codec = codec;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeTree(codec.toJson(value));
    }
  }

  private static final class Deserializer<T> extends StdDeserializer<T> {
    private final transient ValueCodec codec;
    private final Class<T> type;

    Deserializer(Class<T> type, ValueCodec codec) {
      super(type);
      this.codec = codec;
      this.type = type;
    }

    @Override
    public @Nullable T deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      JsonNode json = context.readTree(in);
      try {
        return type.cast(codec.fromJson(json));
      } catch (ValueException e) {
        return context.reportInputMismatch(this, "%s", e.getMessage());
      }
    }
  }
}
