package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.message.WireStreams.WireStream;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stream as an argument: what the callee gets is the reading end of a way on which the items come
 * one by one. It ends with the call.
 */
final class StreamCodec implements ValueCodec {
  private final ValueCodec item;

  StreamCodec(ValueCodec item) {
    this.item = item;
  }

  @Override
  public @Nullable Object copy(@Nullable Object value, Cargo cargo) {
    if (value == null) {
      return null;
    }
    if (!(value instanceof ReadStream<?> stream)) {
      throw new ValueException("expected a ReadStream, got " + value.getClass().getName());
    }
    return passOn(stream, cargo);
  }

  private <T> ItemReader<T> passOn(ReadStream<T> stream, Cargo cargo) {
    boolean carries = item.carries(new HashSet<>());
    ContextInternal context = ContextInternal.current();
    ItemReader<T> reader = new ItemReader<>(carries, null, null, null);
    ItemLink link = reader.link();
    ItemPump<T> pump =
        new ItemPump<>(
            stream,
            item,
            carries,
            link,
            context,
            new ItemPump.Owner() {
              @Override
              public void onItem() {}

              @Override
              public void onEnd() {
                link.end(null);
              }

              @Override
              public void onFailure(Throwable cause) {
                link.end(ItemPump.failureOfArgument(cause));
              }

              @Override
              public void onClosed() {}
            });
    cargo.add(reader);
    pump.start();
    return reader;
  }

  @Override
  @SuppressWarnings("unchecked") // Items are what the codec takes.
  public void write(@Nullable Object value, WireWriter out) {
    out.writeBoolean(value != null);
    if (value != null) {
      out.writeStream(
          new WireStream((ItemReader<Object>) value, item, item.carries(new HashSet<>())));
    }
  }

  @Override
  public @Nullable Object read(WireReader in) {
    if (!in.readBoolean()) {
      return null;
    }
    boolean carries = item.carries(new HashSet<>());
    ItemReader<Object> reader = new ItemReader<>(carries, null, null, null);
    in.readStream(new WireStream(reader, item, carries));
    in.cargo().add(reader);
    return reader;
  }

  @Override
  public @Nullable Object fromJson(JsonNode json) {
    throw new ValueException("a stream is no JSON value");
  }

  @Override
  public JsonNode toJson(@Nullable Object value) {
    throw new ValueException("a stream is no JSON value");
  }

  @Override
  public boolean immutable() {
    return false;
  }

  @Override
  public boolean carries(Set<ValueCodec> seen) {
    return true;
  }
}
