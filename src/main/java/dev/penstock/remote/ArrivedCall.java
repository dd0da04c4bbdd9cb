package dev.penstock.remote;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.message.Call;
import dev.penstock.message.CallMessage;
import dev.penstock.message.CallRoute;
import dev.penstock.message.CallScope;
import dev.penstock.message.Cargo;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.ContractMethod.Shape;
import dev.penstock.message.CreditMessage;
import dev.penstock.message.Envelope;
import dev.penstock.message.IncomingItems;
import dev.penstock.message.ItemLink;
import dev.penstock.message.ItemReader;
import dev.penstock.message.OutgoingItems;
import dev.penstock.message.ReplyMessage;
import dev.penstock.message.ReplyMessage.Load;
import dev.penstock.message.SentObjects;
import dev.penstock.message.StreamEndMessage;
import dev.penstock.message.StreamItemMessage;
import dev.penstock.message.ValueException;
import dev.penstock.message.WireStreams;
import dev.penstock.message.WireStreams.WireStream;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call that came from another node, which gets the answer. */
final class ArrivedCall extends Call {
  private final ArrivedCalls arrived;
  private final Key key;
  private final ReplicaEntry entry;
  private final long modelsKnown;

  /** The items of the result, if it is a stream. */
  private final @Nullable ItemReader<Object> result;

  private final @Nullable OutgoingItems outgoing;

  /** The streams among the arguments. */
  private final List<IncomingItems> arguments = new ArrayList<>();

  /** Which call of which node. */
  record Key(String node, long callId) {}

  /**
   * A call whose slot is taken.
   *
   * @param args decoded, with the tensors and blobs among them in {@code cargo}
   * @param nowNanos when it came, by {@link System#nanoTime()}
   */
  ArrivedCall(
      ArrivedCalls arrived,
      Key key,
      ReplicaEntry entry,
      CallMessage message,
      ContractMethod method,
      @Nullable Object[] args,
      Cargo cargo,
      WireStreams streams,
      long nowNanos) {
    super(
        new CallRoute(
            message.head().replica().application(),
            message.head().replica().deployment(),
            message.head().edge(),
            message.idempotent(),
            message.routingKey()),
        method,
        args,
        message.origin(),
        nowNanos + message.remaining().toNanos(),
        nowNanos);
    this.arrived = arrived;
    this.key = key;
    this.entry = entry;
    this.modelsKnown = message.modelsKnown();
    repeats(message.attempt() - 1);
    carry(method.carries() ? cargo : null);
    sentTo(entry.id());
    if (method.shape() == Shape.STREAM) {
      ContextInternal context = arrived.messenger().context();
      CallScope scope = new CallScope(message.origin(), CallScope.NO_DEADLINE, context);
      result = new ItemReader<>(method.resultCarries(), context, scope, null);
      outgoing =
          new OutgoingItems(
              result, method.result(), context, () -> arrived.objectsFor(key.node()), new Result());
    } else {
      result = null;
      outgoing = null;
    }
    for (WireStream stream : streams.all()) {
      int number = arguments.size() + 1;
      arguments.add(
          new IncomingItems(
              stream.reader().link(),
              stream.codec(),
              stream.carries(),
              items -> send(new CreditMessage(key.callId(), false, number, items)),
              () -> send(new StreamEndMessage(key.callId(), false, number, null, null))));
    }
  }

  private void send(Envelope envelope) {
    arrived.messenger().send(key.node(), envelope, Messenger.LOST);
  }

  /** It is about to be given to its replica. */
  void starts() {
    if (outgoing != null) {
      outgoing.start(IncomingItems.FIRST_CREDIT);
    }
    for (int i = 0; i < arguments.size(); i++) {
      arguments.get(i).start();
      send(new CreditMessage(key.callId(), false, i + 1, IncomingItems.FIRST_CREDIT));
    }
  }

  @Override
  public @Nullable ItemLink items() {
    return result == null ? null : result.link();
  }

  /** The caller takes so many more items of the result. */
  void onCredit(int items) {
    if (outgoing != null) {
      outgoing.onCredit(items);
    }
  }

  /** An item of an argument has come. */
  void onItem(StreamItemMessage item) {
    if (item.stream() < 1 || item.stream() > arguments.size()) {
      return;
    }
    IncomingItems to = arguments.get(item.stream() - 1);
    try {
      to.onItem(item.sequence(), item.payload());
    } catch (ValueException e) {
      to.onEnd(argumentFailed(Failure.BAD_ARGUMENT, e.getMessage()));
    } catch (CallFailedException e) {
      to.onEnd(e);
    }
  }

  /** An argument has no further item. */
  void onStreamEnd(StreamEndMessage end) {
    if (end.stream() <= arguments.size()) {
      Failure failure = end.failure();
      arguments
          .get(end.stream() - 1)
          .onEnd(failure == null ? null : argumentFailed(failure, end.message()));
    }
  }

  private static CallFailedException argumentFailed(Failure failure, @Nullable String message) {
    return new CallFailedException(failure, String.valueOf(message), true, null, null, null);
  }

  /** Nobody reads the result any more. */
  void stopItems() {
    if (outgoing != null) {
      outgoing.onClosed();
    }
  }

  /** The items of the result, and behind the last one the reply. */
  private final class Result implements OutgoingItems.Way {
    @Override
    public void send(long sequence, Buffer payload, @Nullable SentObjects objects) {
      arrived.messenger().lend(objects);
      ArrivedCall.this.send(new StreamItemMessage(key.callId(), false, 0, sequence, payload));
    }

    @Override
    public void end(@Nullable CallFailedException failure) {
      arrived.reply(
          ArrivedCall.this,
          failure == null
              ? new ReplyMessage(
                  key.callId(), null, true, null, null, load(), List.of(), Buffer.buffer())
              : ReplyMessage.of(key.callId(), failure, load()),
          null);
    }
  }

  Key key() {
    return key;
  }

  @Override
  public boolean returnsToSender() {
    fail(
        new CallFailedException(
            Failure.DRAINING,
            "replica " + entry.id() + " takes no more calls",
            false,
            null,
            null,
            null));
    return true;
  }

  @Override
  public void succeed(@Nullable Object value, @Nullable Cargo leaving) {
    if (result != null) {
      result.link().end(null);
      return;
    }
    SentObjects objects = arrived.objectsFor(key.node());
    ReplyMessage reply;
    try {
      reply = ReplyMessage.of(key.callId(), method(), value, load(), objects);
    } catch (ValueException e) {
      fail(
          new CallFailedException(
              Failure.USER_ERROR,
              "the result of "
                  + method().name()
                  + " cannot be sent to another node: "
                  + e.getMessage(),
              true,
              entry.id().deploymentId(),
              entry.id().toString(),
              null));
      return;
    } catch (CallFailedException e) {
      fail(e);
      return;
    } finally {
      if (leaving != null) {
        leaving.release();
      }
    }
    arrived.reply(this, reply, objects);
  }

  @Override
  public void fail(CallFailedException failure) {
    if (result != null && failure.failure() != Failure.DRAINING) {
      result.link().end(failure);
      return;
    }
    arrived.reply(this, ReplyMessage.of(key.callId(), failure, load()), null);
  }

  private Load load() {
    return ArrivedCalls.load(entry, modelsKnown);
  }
}
