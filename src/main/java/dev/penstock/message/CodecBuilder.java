package dev.penstock.message;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.type.TypeBindings;
import com.fasterxml.jackson.databind.type.TypeFactory;
import dev.penstock.Blob;
import dev.penstock.Tensor;
import io.vertx.core.streams.StreamBase;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Makes the codecs of one contract, each type once. Not thread-safe.
 *
 * <p>Every method throws IllegalArgumentException, with words for whoever wrote the type, if a type
 * cannot cross a call.
 */
final class CodecBuilder {
  private static final String SUPPORTED =
      "supported are String, numbers, boolean, char, enums, byte[], Buffer, Tensor, Blob,"
          + " JsonObject, JsonArray, java.time, UUID, URI, records, beans, and List, Set, Collection"
          + " and Map of these";

  /** Deepest nesting of declared types; generics that grow at each level never end. */
  private static final int DEEPEST = 50;

  private static final List<String> PLATFORM =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "com.sun.",
          "io.vertx.",
          "io.netty.",
          "com.fasterxml.",
          "org.slf4j.");

  private final Map<JavaType, ValueCodec> complete = new HashMap<>();
  private final Map<JavaType, List<RecursiveCodec>> open = new HashMap<>();
  private final List<RecordCodec<?>> unsettled = new ArrayList<>();
  private final List<PartOfBean> partsOfBeans = new ArrayList<>();
  private final ObjectMapper mapper = JsonValues.forContract();

  /** What a bean has, asked for tensors when all codecs are complete. */
  private record PartOfBean(String where, ValueCodec codec) {}

  /** Resolves the types of the contract. */
  TypeFactory types() {
    return mapper.getTypeFactory();
  }

  /**
   * The codec of a declared type.
   *
   * @param bindings the type variables that are known where it is declared
   */
  ValueCodec build(Type declared, TypeBindings bindings) {
    try {
      ValueCodec codec = inner(declared, bindings);
      unsettled.forEach(RecordCodec::settle);
      partsOfBeans.forEach(CodecBuilder::checkPart);
      return codec;
    } finally {
      unsettled.clear();
      partsOfBeans.clear();
      open.clear();
    }
  }

  /** The codec of a type that stands inside of another. */
  ValueCodec inner(Type declared, TypeBindings bindings) {
    String openPart = GenericTypes.openPart(declared, bindings);
    if (openPart != null) {
      throw new IllegalArgumentException(openPart);
    }
    return inner(types().resolveMemberType(declared, bindings));
  }

  /** The codec of a resolved type that stands inside of another. */
  ValueCodec inner(JavaType type) {
    ValueCodec known = complete.get(type);
    if (known != null) {
      return known;
    }
    List<RecursiveCodec> references = open.get(type);
    if (references != null) {
      RecursiveCodec reference = new RecursiveCodec();
      references.add(reference);
      return reference;
    }
    if (open.size() >= DEEPEST) {
      throw new IllegalArgumentException(
          "types nested deeper than " + DEEPEST + " levels; does a generic record contain itself?");
    }
    List<RecursiveCodec> mine = new ArrayList<>();
    open.put(type, mine);
    ValueCodec codec = make(type);
    open.remove(type);
    mine.forEach(reference -> reference.complete(codec));
    complete.put(type, codec);
    return codec;
  }

  /**
   * Checks what stands inside of a bean, which Jackson copies as text.
   *
   * @param where names it in messages
   */
  void partOfBean(String where, JavaType type) {
    try {
      partsOfBeans.add(new PartOfBean(where, inner(type)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
    }
  }

  private static void checkPart(PartOfBean part) {
    if (part.codec().carries(new HashSet<>())) {
      throw new IllegalArgumentException(
          part.where()
              + ": a Tensor or Blob cannot be in a bean, which crosses calls as text: make the"
              + " class a record without annotations of Jackson");
    }
  }

  private ValueCodec make(JavaType type) {
    Class<?> raw = type.getRawClass();
    ValueCodec scalar = Scalars.find(raw);
    if (scalar != null) {
      return scalar;
    }
    if (raw == JsonTreeCodec.OBJECT.type()) {
      return JsonTreeCodec.OBJECT;
    }
    if (raw == JsonTreeCodec.ARRAY.type()) {
      return JsonTreeCodec.ARRAY;
    }
    if (raw == Tensor.class) {
      return TensorCodec.INSTANCE;
    }
    if (raw == Blob.class) {
      return BlobCodec.INSTANCE;
    }
    if (raw.isEnum()) {
      return TextCodecs.ofEnumClass(raw);
    }
    if (raw == Map.class) {
      return map(type.getKeyType(), type.getContentType());
    }
    if (Collection.class.isAssignableFrom(raw) && type.getContentType() != null) {
      ValueCodec codec = CollectionCodec.of(raw, inner(type.getContentType()));
      if (codec != null) {
        return codec;
      }
    }
    String problem = problem(raw);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    if (raw.isRecord() && !RecordCodecs.leftToJackson(raw)) {
      RecordCodec<?> codec = RecordCodecs.of(raw, type, this);
      unsettled.add(codec);
      return codec;
    }
    BeanRules.check(type, mapper, this);
    return new BeanCodec<>(raw, type, mapper);
  }

  private ValueCodec map(JavaType keys, JavaType values) {
    Class<?> raw = keys.getRawClass();
    ValueCodec codec = inner(keys);
    if (!codec.immutable() || !(codec instanceof ScalarCodec<?>)) {
      throw new IllegalArgumentException(
          "keys of maps must be strings, numbers, enums or the like, not " + raw.getSimpleName());
    }
    return new MapCodec(codec, Number.class.isAssignableFrom(raw), inner(values));
  }

  private static @Nullable String problem(Class<?> raw) {
    String name = raw.getSimpleName();
    if (raw == Object.class) {
      return "Object does not say what crosses the call";
    }
    if (raw == void.class || raw == Void.class) {
      return "void is only a result";
    }
    if (raw.isArray()) {
      return "the array " + name + " is not supported: use List";
    }
    if (Collection.class.isAssignableFrom(raw) || Map.class.isAssignableFrom(raw)) {
      return name + " is not supported: declare List, Set, Collection or Map";
    }
    if (Future.class.isAssignableFrom(raw)
        || CompletionStage.class.isAssignableFrom(raw)
        || io.vertx.core.Future.class.isAssignableFrom(raw)) {
      return "the future " + name + " can only be the result itself";
    }
    if (StreamBase.class.isAssignableFrom(raw)) {
      return "the stream "
          + name
          + " cannot stand inside of another value: a method returns a ReadStream itself, or takes"
          + " one as a parameter";
    }
    if (raw == Optional.class) {
      return "Optional is not supported: null is a value";
    }
    if (InputStream.class.isAssignableFrom(raw) || OutputStream.class.isAssignableFrom(raw)) {
      return "the stream " + name + " is not supported: use Buffer; " + SUPPORTED;
    }
    if (PLATFORM.stream().anyMatch(raw.getName()::startsWith)) {
      return name + " is not supported; " + SUPPORTED;
    }
    if (Throwable.class.isAssignableFrom(raw)) {
      return "the exception " + name + " is not supported: fail the call, or use a record";
    }
    if (raw.isInterface() || Modifier.isAbstract(raw.getModifiers())) {
      return (raw.isInterface() ? "the interface " : "the abstract class ")
          + name
          + " leaves open which class crosses the call: use a record or a concrete class";
    }
    return null;
  }
}
