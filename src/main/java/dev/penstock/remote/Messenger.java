package dev.penstock.remote;

import dev.penstock.message.Envelope;
import dev.penstock.message.SentObjects;
import dev.penstock.message.ValueException;
import dev.penstock.remote.FrameCodec.Frame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries envelopes to other nodes and from them, over the event bus. Thread-safe; what arrives is
 * handed over on one event loop. That is the loop on which the bus reads, so that an envelope
 * changes threads as often as a message of the bus does: from who sends it to the connection, and
 * from the connection to who gets it.
 */
final class Messenger {
  private static final Logger LOG = LoggerFactory.getLogger(Messenger.class);

  /** Who takes what arrives. */
  interface Receiver {
    /** An envelope has come from that node. */
    void onEnvelope(String sender, Envelope envelope);

    /**
     * A message to that node could not be sent. On the event loop.
     *
     * @param lost whether there is no connection; otherwise nobody listens there, as far as the bus
     *     knows
     */
    void onUnreachable(String node, boolean lost);
  }

  /** For what the other node does without, should it not get it: it is told of the end as well. */
  static final Consumer<Throwable> LOST =
      cause -> LOG.debug("a message could not be sent to another node", cause);

  /** How long an object stays in the store for a reader that may never fetch it. */
  private static final Duration LENT = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final ContextInternal context;
  private final String self;
  private final FrameCodec frames;

  /** By sender. On the event loop. */
  private final Map<String, SeenFrames> seen = new HashMap<>();

  private final Map<String, Outbox> outboxes = new ConcurrentHashMap<>();
  private final AtomicBoolean toldOfStrangers = new AtomicBoolean();
  private volatile @Nullable MessageConsumer<Buffer> consumer;
  private volatile @Nullable Receiver opened;

  /**
   * Nothing is sent or heard yet.
   *
   * @param context on which envelopes are to arrive
   * @param secret that all nodes know; null for none
   */
  Messenger(ContextInternal context, String self, @Nullable String secret) {
    this.vertx = context.owner();
    this.context = context;
    this.self = self;
    this.frames = new FrameCodec(self, secret == null ? null : new FrameSeal(secret));
  }

  /** Begins to listen; ends when others can send. */
  Future<Void> open(Receiver receiver) {
    Promise<Void> listens = Promise.promise();
    opened = receiver;
    context.runOnContext(
        go -> {
          MessageConsumer<Buffer> listening =
              vertx.eventBus().consumer(address(self), message -> onMessage(message, receiver));
          consumer = listening;
          listening.completion().onComplete(listens);
        });
    return listens.future();
  }

  private static String address(String node) {
    return "penstock/node/" + node;
  }

  private void onMessage(Message<Buffer> message, Receiver receiver) {
    Frame frame;
    try {
      frame = frames.decode(message.body());
      if (frames.sealed() && isOld(frame)) {
        throw new ValueException("a message of node " + frame.sender() + " came again");
      }
    } catch (ValueException | ClassCastException e) {
      // Whoever can reach the bus can send anything, and as often as it likes.
      if (toldOfStrangers.compareAndSet(false, true)) {
        LOG.warn(
            "a message came over the event bus that is not of this cluster ({}); it was dropped, and"
                + " so are others like it without a word",
            e.getMessage());
      }
      return;
    }
    for (Envelope envelope : frame.envelopes()) {
      try {
        receiver.onEnvelope(frame.sender(), envelope);
      } catch (RuntimeException e) {
        // The others are not to blame.
        LOG.error("what node {} has sent could not be dealt with", frame.sender(), e);
      }
    }
  }

  /** Whether somebody who has listened sends it once more. */
  private boolean isOld(Frame frame) {
    return !seen.computeIfAbsent(frame.sender(), sender -> new SeenFrames()).add(frame.number());
  }

  /**
   * Sends an envelope.
   *
   * @param onUnsent hears, on any thread, that it was certainly not sent
   */
  void send(String node, Envelope envelope, Consumer<Throwable> onUnsent) {
    Outbox outbox = outboxes.get(node);
    if (outbox == null) {
      outbox = outboxes.computeIfAbsent(node, this::outbox);
    }
    outbox.send(envelope, onUnsent);
  }

  private Outbox outbox(String node) {
    MessageProducer<Buffer> producer = vertx.eventBus().sender(address(node));
    return new Outbox(
        node,
        frames,
        producer::write,
        cause -> onBroken(node, cause),
        task -> context.runOnContext(go -> task.run()));
  }

  private void onBroken(String node, Throwable cause) {
    Receiver receiver = opened;
    if (receiver != null) {
      receiver.onUnreachable(node, !(cause instanceof ReplyException));
    }
  }

  /** The event loop on which envelopes arrive. */
  ContextInternal context() {
    return context;
  }

  /** Leaves objects to who is told of them, for a while. */
  void lend(@Nullable SentObjects objects) {
    if (objects != null) {
      objects.lend(LENT);
      if (!objects.isEmpty()) {
        after(LENT, objects::release);
      }
    }
  }

  /** Runs something later, where envelopes arrive, unless the node has closed. */
  void after(Duration delay, Runnable task) {
    context.setTimer(Math.max(1, delay.toMillis()), fired -> task.run());
  }

  /** That node is gone. */
  void forget(String node) {
    outboxes.remove(node);
    context.runOnContext(go -> seen.remove(node));
  }

  /** Listens no more. */
  Future<Void> close() {
    MessageConsumer<Buffer> listening = consumer;
    return listening == null ? Future.succeededFuture() : listening.unregister();
  }
}
