package dev.penstock.remote;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.message.Call;
import dev.penstock.message.CallMessage;
import dev.penstock.message.CallRoute;
import dev.penstock.message.Cargo;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.ReplyMessage;
import dev.penstock.message.ReplyMessage.Load;
import dev.penstock.message.SentObjects;
import dev.penstock.message.ValueException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call that came from another node, which gets the answer. */
final class ArrivedCall extends Call {
  private final ArrivedCalls arrived;
  private final Key key;
  private final ReplicaEntry entry;

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
      long nowNanos) {
    super(
        new CallRoute(
            message.replica().application(),
            message.replica().deployment(),
            message.edge(),
            message.callingNode(),
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
    repeats(message.attempt() - 1);
    carry(method.carries() ? cargo : null);
    sentTo(entry.id());
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
  public void succeed(@Nullable Object result, @Nullable Cargo leaving) {
    SentObjects objects = arrived.objectsFor(key.node());
    ReplyMessage reply;
    try {
      reply = ReplyMessage.of(key.callId(), method(), result, load(), List.of(), objects);
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
    arrived.reply(this, ReplyMessage.of(key.callId(), failure, load()), null);
  }

  private Load load() {
    return new Load(entry.slots().ongoing(), 0, Duration.ZERO);
  }
}
