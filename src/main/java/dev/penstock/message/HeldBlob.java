package dev.penstock.message;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.Blob;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** A blob over a content. */
final class HeldBlob extends Instance implements Blob {
  /** Takes over one hold on the content. */
  HeldBlob(Content content) {
    super(content);
  }

  /** For what prints objects by Jackson, as routes do: as over a call. */
  @JsonValue
  JsonNode toJson() {
    return BlobCodec.INSTANCE.toJson(this);
  }

  @Override
  public Future<Void> send(RoutingContext context, String contentType) {
    return BlobAnswer.end(context.response(), this, contentType);
  }

  @Override
  public long length() {
    return size();
  }

  @Override
  public ByteBuffer bytes() {
    return view();
  }

  @Override
  public ByteBuffer bytes(long offset, int length) {
    long all = size();
    Objects.checkFromIndexSize(offset, length, all);
    return view().slice((int) offset, length).order(ByteOrder.nativeOrder());
  }

  @Override
  public Buffer buffer() {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(view()));
  }

  @Override
  public Blob retain() {
    HeldBlob second = new HeldBlob(hold());
    Leases.retained(second.claim(), CurrentCall.get());
    return second;
  }

  @Override
  public String toString() {
    return "blob of " + content().length() + " bytes";
  }
}
