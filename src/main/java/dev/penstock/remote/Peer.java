package dev.penstock.remote;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.message.Call;
import dev.penstock.message.CallHead;
import dev.penstock.message.CallMessage;
import dev.penstock.message.CancelMessage;
import dev.penstock.message.CreditMessage;
import dev.penstock.message.FetchedMessage;
import dev.penstock.message.OutgoingItems;
import dev.penstock.message.ReplyMessage;
import dev.penstock.message.SentObjects;
import dev.penstock.message.StreamEndMessage;
import dev.penstock.message.StreamItemMessage;
import dev.penstock.message.ValueException;
import dev.penstock.message.WireStreams;
import dev.penstock.message.WireStreams.WireStream;
import dev.penstock.router.Router;
import dev.penstock.transfer.Transfers;
import java.util.ArrayList;
import java.util.List;
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

  private final String node;
  private final Messenger messenger;
  private final boolean sharesStore;
  private final Transfers transfers;
  private final AtomicLong ids;
  private final Map<Long, SentCall> open = new ConcurrentHashMap<>();
  private volatile boolean gone;

  /** Whether a reply came since the last look. On the event loop of the messenger. */
  private boolean heard;

  /**
   * A node without calls so far.
   *
   * @param sharesStore whether it can read the objects of this one
   * @param transfers fetches its objects where it does not
   */
  Peer(String node, Messenger messenger, boolean sharesStore, Transfers transfers) {
    this(node, messenger, sharesStore, transfers, new AtomicLong());
  }

  private Peer(
      String node, Messenger messenger, boolean sharesStore, Transfers transfers, AtomicLong ids) {
    this.ids = ids;
    this.node = node;
    this.messenger = messenger;
    this.sharesStore = sharesStore;
    this.transfers = transfers;
  }

  /** The same node without calls: it counts on, for what it was sent may still run there. */
  Peer anew() {
    return new Peer(node, messenger, sharesStore, transfers, ids);
  }

  /** Whether calls wait there and no reply has come since the last look. */
  boolean isQuiet() {
    boolean quiet = !heard && !open.isEmpty();
    heard = false;
    return quiet;
  }

  /** Whether it can read the objects of this node. */
  boolean sharesStore() {
    return sharesStore;
  }

  /**
   * Sends a call, whose slot is taken.
   *
   * @param head what it has in common with others
   * @param grantId the offer that it takes; 0 for none
   */
  void send(Call call, CallHead head, Router router, ReplicaEntry entry, long grantId) {
    long now = System.nanoTime();
    SentObjects objects = sharesStore ? new SentObjects() : SentObjects.toFetch();
    long id = ids.incrementAndGet();
    SentCall sent =
        new SentCall(
            id,
            call,
            entry,
            router,
            objects,
            this::cancel,
            items -> sendCredit(id, true, 0, items));
    WireStreams streams = call.method().takesStreams() ? new WireStreams() : null;
    if (!call.begin(sent, now)) {
      router.onFreed(entry);
      return;
    }
    CallMessage message;
    try {
      message =
          CallMessage.of(
              call,
              id,
              head,
              now,
              grantId,
              Math.min(router.waiting(), 1000),
              entry.profile().models().version(),
              objects,
              streams);
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
    sent.starts(streams == null ? List.of() : outgoing(id, streams));
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
    sent.onSent();
  }

  private List<OutgoingItems> outgoing(long callId, WireStreams streams) {
    List<OutgoingItems> all = new ArrayList<>();
    for (WireStream stream : streams.all()) {
      all.add(
          new OutgoingItems(
              stream.reader(),
              stream.codec(),
              messenger.context(),
              this::objects,
              new StreamWay(messenger, node, callId, true, all.size() + 1)));
    }
    return all;
  }

  /** What holds the large parts of a message; null if the node cannot read them. */
  private @Nullable SentObjects objects() {
    return sharesStore ? new SentObjects() : null;
  }

  private void sendCredit(long callId, boolean fromCaller, int stream, int items) {
    messenger.send(node, new CreditMessage(callId, fromCaller, stream, items), Messenger.LOST);
  }

  /** An item of a result has come. */
  void onItem(StreamItemMessage item) {
    SentCall sent = open.get(item.callId());
    if (sent != null) {
      sent.onItem(item);
    }
  }

  /** The callee takes more items of an argument. */
  void onCredit(CreditMessage credit) {
    SentCall sent = open.get(credit.callId());
    if (sent != null) {
      sent.onCredit(credit.stream(), credit.items());
    }
  }

  /** The callee takes no more items of an argument. */
  void onStreamClosed(StreamEndMessage end) {
    SentCall sent = open.get(end.callId());
    if (sent != null) {
      sent.onStreamClosed(end.stream());
    }
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
        new CancelMessage(sent.id()),
        cause -> LOG.debug("node {} was not told of a cancellation", node, cause));
  }

  /** A reply has come. */
  void onReply(ReplyMessage reply) {
    heard = true;
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
