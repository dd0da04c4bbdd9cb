package dev.penstock.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.Blob;
import dev.penstock.message.Contract;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.JsonValues;
import dev.penstock.message.ValueException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the body of a request becomes the arguments of one method.
 *
 * @param method the method
 * @param only the type of its only parameter, null if it has none or several
 * @param streamsBytes whether that is a stream of buffers
 */
record CallArguments(ContractMethod method, @Nullable Class<?> only, boolean streamsBytes) {
  /** How a body is read. */
  enum Format {
    /** The text is the argument. */
    TEXT,
    /** The bytes are the argument. */
    BYTES,
    /** The bytes, as a blob that is written while they arrive, are the argument. */
    BLOB,
    /** The bytes, while they arrive, are the argument. */
    STREAM,
    /** JSON holds the arguments. */
    JSON
  }

  /** The arguments of a method; contracts have no overloads, so its name finds it. */
  static CallArguments of(Contract contract, ContractMethod method) {
    Method only =
        method.parameters().size() != 1
            ? null
            : Stream.of(contract.type().getMethods())
                .filter(m -> m.getName().equals(method.name()) && m.getParameterCount() == 1)
                .findFirst()
                .orElse(null);
    return only == null
        ? new CallArguments(method, null, false)
        : new CallArguments(
            method,
            only.getParameterTypes()[0],
            only.getGenericParameterTypes()[0] instanceof ParameterizedType type
                && type.getActualTypeArguments()[0] == Buffer.class);
  }

  /**
   * The format of a content type.
   *
   * @throws RefusedRequest 415, naming what is accepted; 400 if no body can hold the arguments
   */
  Format format(@Nullable String contentType) {
    if (method.takesStreams() && bytes() != Format.STREAM) {
      throw RefusedRequest.badRequest(
          method.name()
              + " cannot be called over HTTP: a body can be a stream only as the ReadStream<Buffer>"
              + " that is the one parameter of a method; call it from a deployment, by its handle");
    }
    Format untyped = only == String.class ? Format.TEXT : Format.JSON;
    if (contentType == null) {
      return bytes() == Format.STREAM ? Format.STREAM : untyped;
    }
    int end = contentType.indexOf(';');
    String type = (end < 0 ? contentType : contentType.substring(0, end)).trim();
    if (end >= 0 && !isUtf8(contentType.substring(end))) {
      throw RefusedRequest.of(415, "Text is accepted as UTF-8 only, not as " + contentType);
    }
    Format known =
        switch (type.toLowerCase(Locale.ROOT)) {
          case "application/json" -> Format.JSON;
          case "", "text/plain", "application/x-www-form-urlencoded" -> untyped;
          case "application/octet-stream" -> bytes();
          default -> null;
        };
    // A stream cannot be had from JSON: refused before the whole body is collected for nothing.
    if (known == null || (bytes() == Format.STREAM && known != Format.STREAM)) {
      throw RefusedRequest.of(
          415, method.name() + " accepts " + String.join(", ", accepted()) + ", not " + type);
    }
    return known;
  }

  private List<String> accepted() {
    if (bytes() == Format.STREAM) {
      return List.of("application/octet-stream");
    }
    return bytes() == null
        ? List.of("application/json", "text/plain")
        : List.of("application/json", "text/plain", "application/octet-stream");
  }

  private @Nullable Format bytes() {
    if (only == Blob.class) {
      return Format.BLOB;
    }
    if (only == ReadStream.class && streamsBytes) {
      return Format.STREAM;
    }
    return only == Buffer.class || only == byte[].class ? Format.BYTES : null;
  }

  private static boolean isUtf8(String typeParameters) {
    String lower = typeParameters.toLowerCase(Locale.ROOT);
    int charset = lower.indexOf("charset=");
    if (charset < 0) {
      return true;
    }
    String name = lower.substring(charset + "charset=".length()).replace("\"", "").trim();
    return name.startsWith("utf-8") || name.startsWith("us-ascii");
  }

  /**
   * The arguments in a body.
   *
   * @throws RefusedRequest 400, saying where the body is wrong
   */
  @Nullable Object[] read(Format format, Buffer body) {
    return switch (format) {
      case TEXT -> new @Nullable Object[] {text(body)};
      case BYTES -> new @Nullable Object[] {only == Buffer.class ? body : body.getBytes()};
      case JSON -> json(body);
      case BLOB, STREAM -> throw new IllegalArgumentException(format + " is no buffer");
    };
  }

  private @Nullable Object[] json(Buffer body) {
    List<ContractMethod.Parameter> parameters = method.parameters();
    String text = text(body);
    if (text.isBlank()) {
      if (parameters.isEmpty()) {
        return new @Nullable Object[0];
      }
      throw RefusedRequest.badRequest("The body is empty; " + expected());
    }
    JsonNode tree = parse(text);
    if (parameters.size() == 1) {
      return new @Nullable Object[] {value(parameters.get(0), tree)};
    }
    if (tree.isObject()) {
      return byName(parameters, tree);
    }
    if (tree.isArray() && tree.size() == parameters.size()) {
      @Nullable Object[] args = new @Nullable Object[parameters.size()];
      for (int i = 0; i < args.length; i++) {
        args[i] = value(parameters.get(i), tree.get(i));
      }
      return args;
    }
    throw RefusedRequest.badRequest(expected());
  }

  private @Nullable Object[] byName(List<ContractMethod.Parameter> parameters, JsonNode tree) {
    @Nullable Object[] args = new @Nullable Object[parameters.size()];
    for (int i = 0; i < args.length; i++) {
      JsonNode value = tree.get(parameters.get(i).name());
      if (value == null) {
        throw RefusedRequest.badRequest(
            "Parameter '" + parameters.get(i).name() + "' is missing; " + expected());
      }
      args[i] = value(parameters.get(i), value);
    }
    if (tree.size() > args.length) {
      for (Iterator<String> names = tree.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        if (parameters.stream().noneMatch(p -> p.name().equals(name))) {
          throw RefusedRequest.badRequest("There is no parameter '" + name + "'; " + expected());
        }
      }
    }
    return args;
  }

  private static @Nullable Object value(ContractMethod.Parameter parameter, JsonNode json) {
    try {
      return parameter.codec().fromJson(json);
    } catch (ValueException e) {
      throw RefusedRequest.badRequest("Parameter '" + parameter.name() + "': " + e.getMessage());
    }
  }

  private String expected() {
    List<String> names = method.parameters().stream().map(ContractMethod.Parameter::name).toList();
    return switch (names.size()) {
      case 0 -> method.name() + " takes no arguments: send an empty body";
      case 1 -> method.name() + " takes '" + names.get(0) + "' as JSON";
      default ->
          method.name()
              + " takes a JSON object or array of "
              + names.size()
              + " arguments: "
              + String.join(", ", names);
    };
  }

  private static JsonNode parse(String text) {
    try {
      return JsonValues.parse(text);
    } catch (ValueException e) {
      throw RefusedRequest.badRequest("The body is " + e.getMessage());
    }
  }

  private static String text(Buffer body) {
    String text = body.toString(StandardCharsets.UTF_8);
    // Malformed bytes become this character; seldom it is really there, and only then look closer.
    if (text.indexOf('\uFFFD') >= 0) {
      ByteBuffer bytes = ByteBuffer.wrap(body.getBytes());
      CharBuffer decoded = CharBuffer.allocate(text.length());
      if (StandardCharsets.UTF_8.newDecoder().decode(bytes, decoded, true).isError()) {
        throw RefusedRequest.badRequest("The body is not UTF-8 from byte " + bytes.position());
      }
    }
    return text;
  }
}
