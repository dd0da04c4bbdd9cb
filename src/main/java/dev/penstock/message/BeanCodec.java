package dev.penstock.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The codec of a bean: any class that Jackson can write and read back. Its bytes are JSON, and a
 * copy is made through them, so that near and far are the same by construction.
 */
final class BeanCodec<T> extends ReferenceCodec<T> {
  private final ObjectMapper mapper;
  private final ObjectWriter writer;
  private final ObjectReader reader;

  BeanCodec(Class<T> type, JavaType javaType, ObjectMapper mapper) {
    super(type);
    this.mapper = mapper;
    this.writer = mapper.writerFor(javaType);
    this.reader = mapper.readerFor(javaType);
  }

  @Override
  public boolean immutable() {
    return false;
  }

  /** Subclasses would arrive as something else than they were. */
  @Override
  T cast(Object value) {
    if (value.getClass() != type()) {
      throw ValueException.wrongType(type(), value);
    }
    return type().cast(value);
  }

  @Override
  T copyPresent(T value, Cargo cargo) {
    return decode(encode(value));
  }

  @Override
  void writePresent(T value, WireWriter out) {
    out.writeBytes(encode(value));
  }

  @Override
  T readPresent(WireReader in) {
    return decode(in.readBytes());
  }

  private byte[] encode(T value) {
    try {
      return writer.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw misfit(e);
    }
  }

  private T decode(byte[] json) {
    try {
      return present(reader.readValue(json));
    } catch (IOException e) {
      throw misfit(e);
    }
  }

  @Override
  T fromPresentJson(JsonNode json) {
    try {
      return present(reader.readValue(json));
    } catch (IOException e) {
      throw misfit(e);
    }
  }

  @Override
  JsonNode presentToJson(T value) {
    try {
      return mapper.readTree(encode(value));
    } catch (IOException e) {
      throw misfit(e);
    }
  }

  private T present(@Nullable Object value) {
    if (value == null) {
      throw new ValueException("expected " + type().getTypeName() + ", got null");
    }
    return cast(value);
  }

  /** Jackson's failure in the words of the other codecs, without names of classes. */
  private static ValueException misfit(IOException e) {
    if (!(e instanceof JsonProcessingException failure)) {
      return new ValueException(String.valueOf(e.getMessage()), e);
    }
    ValueException misfit = new ValueException(words(failure));
    if (failure instanceof JsonMappingException mapping) {
      List<JsonMappingException.Reference> path = mapping.getPath();
      for (int i = path.size() - 1; i >= 0; i--) {
        String name = path.get(i).getFieldName();
        misfit = name == null ? misfit.at(Math.max(0, path.get(i).getIndex())) : misfit.at(name);
      }
    }
    return misfit;
  }

  private static String words(JsonProcessingException failure) {
    if (failure instanceof UnrecognizedPropertyException unknown) {
      return "unknown property, known are "
          + String.join(
              ", ", unknown.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList());
    }
    if (failure instanceof ValueInstantiationException && failure.getCause() != null) {
      return "not valid: " + failure.getCause().getMessage();
    }
    if (failure instanceof InvalidFormatException invalid) {
      return "expected "
          + name(invalid.getTargetType())
          + ", got "
          + JsonValues.shortened(String.valueOf(invalid.getValue()));
    }
    if (failure instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      return "expected " + name(mismatch.getTargetType()) + ", got something else";
    }
    return failure.getOriginalMessage();
  }

  private static String name(@Nullable Class<?> target) {
    return target == null ? "another type" : target.getSimpleName();
  }
}
