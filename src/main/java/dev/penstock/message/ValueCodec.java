package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How values of one declared type cross a call. Null is a value of every type but primitives.
 *
 * <p>A copy equals what writing and reading gives, so that a callee sees the same near and far.
 * Thread-safe.
 */
public interface ValueCodec {
  /**
   * What the other side gets: the value itself if it is immutable, otherwise a copy.
   *
   * @param cargo takes the instances of tensors and blobs in it
   * @throws ValueException if it is not of the declared type or cannot be encoded
   */
  @Nullable Object copy(@Nullable Object value, Cargo cargo);

  /** As above, of a value without tensors and blobs. */
  default @Nullable Object copy(@Nullable Object value) {
    return copy(value, Cargo.NONE);
  }

  /** Encodes a value for another node. */
  void write(@Nullable Object value, WireWriter out);

  /** Decodes what {@link #write} wrote; input is foreign and may be anything. */
  @Nullable Object read(WireReader in);

  /**
   * The value of a JSON document or part of one. Tensors and blobs in it belong to the current
   * call.
   */
  @Nullable Object fromJson(JsonNode json);

  /** The JSON of a value, to be printed: the data of a tensor is text in it already. */
  JsonNode toJson(@Nullable Object value);

  /** Whether all values of the type are immutable, so that {@link #copy} returns its argument. */
  boolean immutable();

  /**
   * Whether values of the type may hold tensors or blobs.
   *
   * @param seen codecs that are being asked already
   */
  default boolean carries(Set<ValueCodec> seen) {
    return false;
  }

  /**
   * Whether {@link #copy} returns each value that a Java variable of that class can hold, so that
   * typed callers need not ask it.
   */
  default boolean passesAll(Class<?> declared) {
    return false;
  }
}
