package dev.penstock.remote;

import dev.penstock.message.Envelope;
import dev.penstock.message.WireWriter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What is on its way to one other node: envelopes that are sent in one turn of an event loop go in
 * one message, in the order in which they came. {@code scheduled} is true while somebody sends or
 * is about to; who has set it owns the reading end of the queue.
 */
final class Outbox {
  /** A frame of about so many bytes is full. */
  private static final int FULL = 64 << 10;

  private record Waiting(Envelope envelope, Consumer<Throwable> onUnsent) {}

  private final String receiver;
  private final FrameCodec frames;
  private final Function<Buffer, Future<Void>> bus;
  private final Consumer<Throwable> onBroken;
  private final Executor later;
  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /** The number of the last frame. Of who has set {@code scheduled}. */
  private long number;

  /** The bytes of the last frame: the next one has about as many. Likewise. */
  private int lastBytes = 256;

  /**
   * Nothing so far.
   *
   * @param bus sends a message to the node
   * @param onBroken hears why a message could not be sent, before those who wanted to send it
   * @param later runs a task as one of its own: a message may fail while it is sent, and who sends
   *     it to the same node once more must not keep this one busy for ever
   */
  Outbox(
      String receiver,
      FrameCodec frames,
      Function<Buffer, Future<Void>> bus,
      Consumer<Throwable> onBroken,
      Executor later) {
    this.receiver = receiver;
    this.frames = frames;
    this.bus = bus;
    this.onBroken = onBroken;
    this.later = later;
  }

  /**
   * Sends an envelope soon: on an event loop when its task has ended, otherwise at once.
   *
   * @param onUnsent hears, on any thread, that it was certainly not sent
   */
  void send(Envelope envelope, Consumer<Throwable> onUnsent) {
    queue.add(new Waiting(envelope, onUnsent));
    if (scheduled.get() || !scheduled.compareAndSet(false, true)) {
      return;
    }
    ContextInternal context = ContextInternal.current();
    if (context != null && context.nettyEventLoop().inEventLoop()) {
      context.nettyEventLoop().execute(this::flush);
    } else {
      flush();
    }
  }

  private void flush() {
    do {
      for (Waiting first = queue.poll(); first != null; first = queue.poll()) {
        sendFrom(first);
      }
      scheduled.set(false);
    } while (!queue.isEmpty() && scheduled.compareAndSet(false, true));
  }

  /** Sends a message with that envelope and those behind it that have room. */
  private void sendFrom(Waiting first) {
    WireWriter frame = frames.begin(++number, lastBytes);
    List<Waiting> sent = new ArrayList<>();
    for (Waiting next = first; next != null; next = queue.poll()) {
      try {
        frames.add(next.envelope, frame);
        sent.add(next);
      } catch (RuntimeException e) {
        next.onUnsent.accept(e);
      }
      if (frame.buffer().length() >= FULL) {
        break;
      }
    }
    lastBytes = Math.min(FULL, frame.buffer().length() + FrameSeal.BYTES);
    Future<Void> written = bus.apply(frames.end(receiver, frame));
    if (!written.succeeded()) {
      written.onFailure(
          cause ->
              later.execute(
                  () -> {
                    onBroken.accept(cause);
                    sent.forEach(each -> each.onUnsent.accept(cause));
                  }));
    }
  }
}
