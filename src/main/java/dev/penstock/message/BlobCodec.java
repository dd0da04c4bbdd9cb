package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.Blob;
import java.util.Set;

/** The codec of blobs: the other side gets an instance of its own over the same bytes. */
final class BlobCodec extends ReferenceCodec<Blob> {
  static final BlobCodec INSTANCE = new BlobCodec();

  private BlobCodec() {
    super(Blob.class);
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
    try {
      HeldBlob given = (HeldBlob) value;
      HeldBlob other = new HeldBlob(given.hold());
      cargo.add(other.claim());
      return other;
    } catch (IllegalStateException e) {
      throw new ValueException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  void writePresent(Blob value, WireWriter out) {
    throw new UnsupportedOperationException();
  }

  @Override
  Blob readPresent(WireReader in) {
    throw new UnsupportedOperationException();
  }

  @Override
  Blob fromPresentJson(JsonNode json) {
    throw new UnsupportedOperationException();
  }

  @Override
  JsonNode presentToJson(Blob value) {
    throw new UnsupportedOperationException();
  }
}
