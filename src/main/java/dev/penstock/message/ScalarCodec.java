package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.DateTimeException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A codec of values without parts, put together from functions. */
final class ScalarCodec<T> extends ReferenceCodec<T> {
  private final @Nullable UnaryOperator<T> copier;
  private final BiConsumer<T, WireWriter> writer;
  private final Function<WireReader, T> reader;
  private final Function<T, JsonNode> printer;
  private final Function<JsonNode, T> parser;

  /**
   * A codec.
   *
   * @param copier null if the values are immutable
   */
  ScalarCodec(
      Class<T> type,
      @Nullable UnaryOperator<T> copier,
      BiConsumer<T, WireWriter> writer,
      Function<WireReader, T> reader,
      Function<T, JsonNode> printer,
      Function<JsonNode, T> parser) {
    super(type);
    this.copier = copier;
    this.writer = writer;
    this.reader = reader;
    this.printer = printer;
    this.parser = parser;
  }

  /**
   * A codec of immutable values that are told by a text, on the wire and in JSON.
   *
   * @param expected what to call such a text in a message
   * @param parser throws IllegalArgumentException or DateTimeException if a text is none
   */
  static <T> ScalarCodec<T> ofText(
      Class<T> type, String expected, Function<T, String> text, Function<String, T> parser) {
    Function<String, T> checked =
        value -> {
          try {
            return parser.apply(value);
          } catch (IllegalArgumentException | DateTimeException e) {
            throw JsonValues.mismatch(expected, TextNode.valueOf(value));
          }
        };
    return new ScalarCodec<>(
        type,
        null,
        (value, out) -> out.writeString(text.apply(value)),
        in -> checked.apply(in.readString()),
        value -> TextNode.valueOf(text.apply(value)),
        json -> {
          if (!json.isTextual()) {
            throw JsonValues.mismatch(expected, json);
          }
          return checked.apply(json.textValue());
        });
  }

  @Override
  public boolean immutable() {
    return copier == null;
  }

  @Override
  public boolean passesAll(Class<?> declared) {
    return immutable() && declared == type();
  }

  @Override
  T copyPresent(T value, Cargo cargo) {
    return copier == null ? value : copier.apply(value);
  }

  @Override
  void writePresent(T value, WireWriter out) {
    writer.accept(value, out);
  }

  @Override
  T readPresent(WireReader in) {
    return reader.apply(in);
  }

  @Override
  T fromPresentJson(JsonNode json) {
    return parser.apply(json);
  }

  @Override
  JsonNode presentToJson(T value) {
    return printer.apply(value);
  }
}
