package dev.penstock.remote;

import dev.penstock.CallFailedException;
import dev.penstock.message.OutgoingItems;
import dev.penstock.message.SentObjects;
import dev.penstock.message.StreamEndMessage;
import dev.penstock.message.StreamItemMessage;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the items of an argument to the callee's node.
 *
 * @param stream its number among the arguments, from 1
 */
record StreamWay(Messenger messenger, String node, long callId, boolean fromCaller, int stream)
    implements OutgoingItems.Way {
  @Override
  public void send(long sequence, Buffer payload, @Nullable SentObjects objects) {
    messenger.lend(objects);
    messenger.send(
        node, new StreamItemMessage(callId, fromCaller, stream, sequence, payload), Messenger.LOST);
  }

  @Override
  public void end(@Nullable CallFailedException failure) {
    messenger.send(
        node,
        new StreamEndMessage(
            callId,
            fromCaller,
            stream,
            failure == null ? null : failure.failure(),
            failure == null ? null : failure.getMessage()),
        Messenger.LOST);
  }
}
