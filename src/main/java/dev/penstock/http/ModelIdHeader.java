package dev.penstock.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.CallOptions;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code X-Model-Id}: the model that a request asks for, in UTF-8, as {@link
 * CallOptions#modelId} would name it.
 */
final class ModelIdHeader {
  private static final CharSequence NAME = AsciiString.cached("x-model-id");

  private ModelIdHeader() {}

  /**
   * The model; null if none is named.
   *
   * @throws RefusedRequest if it is no id of a model, or not one alone
   */
  static @Nullable String in(MultiMap headers) {
    String sent = headers.get(NAME);
    if (sent == null) {
      return null;
    }
    if (headers.getAll(NAME).stream().distinct().count() > 1) {
      throw RefusedRequest.badRequest("X-Model-Id must name one model");
    }
    if (sent.isEmpty()) {
      return null;
    }
    String id = decoded(sent);
    if (!CallOptions.isModelId(id)) {
      throw RefusedRequest.badRequest(
          "X-Model-Id must have at most %d characters and no control characters"
              .formatted(CallOptions.MAX_MODEL_ID));
    }
    return id;
  }

  /** Servers read each byte of a header as a character. */
  private static String decoded(String sent) {
    if (sent.chars().allMatch(c -> c < 0x80)) {
      return sent;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(sent.getBytes(ISO_8859_1))).toString();
    } catch (CharacterCodingException e) {
      throw RefusedRequest.badRequest("X-Model-Id must be text in UTF-8");
    }
  }
}
