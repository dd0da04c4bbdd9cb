package dev.penstock.remote;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.message.Call;
import dev.penstock.message.CallMessage;
import dev.penstock.message.CancelMessage;
import dev.penstock.message.FetchedMessage;
import dev.penstock.message.ReplyMessage;
import dev.penstock.message.SentObjects;
import dev.penstock.message.ValueException;
import dev.penstock.router.Router;
import dev.penstock.transfer.Transfers;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another node, as a callee: the calls of this node that are there. Thread-safe. Once it is gone
 * its table stays empty: who adds a call looks afterwards whether the node is gone, and who says
 * that it is gone looks afterwards at the table.
 */
final class Peer {
  private static final Logger LOG = LoggerFactory.getLogger(Peer.class);

  private final String self;
  private final String node;
  private final Messenger messenger;
  private final boolean sharesStore;
  private final Transfers transfers;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, SentCall> open = new ConcurrentHashMap<>();
  private volatile boolean gone;

  /**
   * A node without calls so far.
   *
   * @param sharesStore whether it can read the objects of this one
   * @param transfers fetches its objects where it does not
   */
  Peer(String self, String node, Messenger messenger, boolean sharesStore, Transfers transfers) {
    this.self = self;
    this.node = node;
    this.messenger = messenger;
    this.sharesStore = sharesStore;
    this.transfers = transfers;
  }

  /** Whether it can read the objects of this node. */
  boolean sharesStore() {
    return sharesStore;
  }

  /**
   * Sends a call, whose slot is taken.
   *
   * @param grantId the offer that it takes; 0 for none
   */
  void send(Call call, Router router, ReplicaEntry entry, long grantId) {
    long now = System.nanoTime();
    SentObjects objects = sharesStore ? new SentObjects() : SentObjects.toFetch();
    SentCall sent = new SentCall(ids.incrementAndGet(), call, entry, router, objects, this::cancel);
    if (!call.begin(sent, now)) {
      router.onFreed(entry);
      return;
    }
    CallMessage message;
    try {
      message =
          CallMessage.of(call, sent.id(), now, grantId, Math.min(router.waiting(), 1000), objects);
    } catch (ValueException e) {
      sent.onUnsendable(
          new CallFailedException(
              Failure.BAD_ARGUMENT,
              String.valueOf(e.getMessage()),
              false,
              entry.id().deploymentId(),
              null,
              null));
      return;
    } catch (CallFailedException e) {
      sent.onUnsendable(e);
      return;
    }
    open.put(sent.id(), sent);
    if (gone) {
      onUnsent(sent.id(), null);
      return;
    }
    if (call.givenUp()) {
      // The other node was told so before it could know of the call.
      open.remove(sent.id());
      return;
    }
    messenger.send(node, message, cause -> onUnsent(sent.id(), cause));
  }

  private void onUnsent(long id, @Nullable Throwable cause) {
    SentCall sent = open.remove(id);
    if (sent != null) {
      LOG.debug("a call could not be sent to node {}", node, cause);
      sent.onRefused();
    }
  }

  private void cancel(SentCall sent) {
    open.remove(sent.id());
    messenger.send(
        node,
        new CancelMessage(self, sent.id()),
        cause -> LOG.debug("node {} was not told of a cancellation", node, cause));
  }

  /** A reply has come. */
  void onReply(ReplyMessage reply) {
    SentCall sent = open.remove(reply.callId());
    if (sent != null) {
      sent.onReply(
          reply, named -> transfers.fetch(node, named.references()), () -> confirm(reply.callId()));
    }
  }

  private void confirm(long callId) {
    messenger.send(
        node,
        new FetchedMessage(callId),
        cause -> LOG.debug("node {} was not told that its answer has come", node, cause));
  }

  /** The node is gone, with all calls that were there. */
  void onGone() {
    gone = true;
    for (Long id : new ArrayList<>(open.keySet())) {
      SentCall sent = open.remove(id);
      if (sent != null) {
        sent.onNodeGone();
      }
    }
  }
}
