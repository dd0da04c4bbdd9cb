package dev.penstock.node;

import dev.penstock.message.Call;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Passes calls by reference. Leaving the JVM this way would be a mistake, and is told loudly. */
final class CallCodec implements MessageCodec<Call, Call> {
  static final String NAME = "penstock-call";

  @Override
  public void encodeToWire(Buffer buffer, Call call) {
    throw new IllegalStateException("a local call was sent to another node: " + call.route());
  }

  @Override
  public Call decodeFromWire(int position, Buffer buffer) {
    throw new IllegalStateException("a local call arrived from another node");
  }

  @Override
  public Call transform(Call call) {
    return call;
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
