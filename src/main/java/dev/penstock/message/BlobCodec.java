package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.penstock.Blob;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

/**
 * The codec of blobs: the other side gets an instance of its own over the same bytes. Of somebody
 * else's implementation of the interface, such as a fake, the bytes are copied. Base64 in JSON.
 */
final class BlobCodec extends ReferenceCodec<Blob> {
  static final BlobCodec INSTANCE = new BlobCodec();

  private BlobCodec() {
    super(Blob.class);
  }

  /** The content of a blob, held by who has this. */
  private static Content content(Blob value) {
    try {
      if (value instanceof HeldBlob held) {
        return held.hold();
      }
      ByteBuffer bytes = value.bytes().duplicate();
      return PayloadMemory.make(bytes.remaining(), false, room -> room.put(bytes));
    } catch (IllegalStateException e) {
      throw new ValueException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public boolean immutable() {
    return false;
  }

  @Override
  public boolean carries(Set<ValueCodec> seen) {
    return true;
  }

  @Override
  Blob copyPresent(Blob value, Cargo cargo) {
    HeldBlob other = new HeldBlob(content(value));
    cargo.add(other.claim());
    return other;
  }

  @Override
  void writePresent(Blob value, WireWriter out) {
    Content content = content(value);
    try {
      out.writeContent(content);
    } finally {
      content.release(false);
    }
  }

  @Override
  Blob readPresent(WireReader in) {
    HeldBlob blob = new HeldBlob(in.readContent(-1));
    in.cargo().add(blob.claim());
    return blob;
  }

  @Override
  Blob fromPresentJson(JsonNode json) {
    byte[] bytes = BytesCodecs.parse(json);
    return PayloadFactory.blob(bytes.length, false, room -> room.put(bytes));
  }

  @Override
  JsonNode presentToJson(Blob value) {
    Content content = content(value);
    try {
      TensorToJson.checkLength(content.length());
      ByteBuffer text = Base64.getEncoder().encode(content.peek());
      return TextNode.valueOf(StandardCharsets.ISO_8859_1.decode(text).toString());
    } finally {
      content.release(false);
    }
  }
}
