package dev.penstock.benchmarks.calls;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Passes the reference's envelopes as they are. */
final class EnvelopeByReference
    implements MessageCodec<EnvelopeByReference.Envelope, EnvelopeByReference.Envelope> {
  static final String NAME = "by-reference";

  /** What is sent: the argument, and where the answer goes. */
  record Envelope(String text, Promise<String> reply) {}

  @Override
  public void encodeToWire(Buffer buffer, Envelope envelope) {
    throw new IllegalStateException("an envelope never leaves this JVM");
  }

  @Override
  public Envelope decodeFromWire(int position, Buffer buffer) {
    throw new IllegalStateException("an envelope never leaves this JVM");
  }

  @Override
  public Envelope transform(Envelope envelope) {
    return envelope;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
