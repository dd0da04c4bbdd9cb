package dev.penstock.transfer;

import dev.penstock.store.ObjectStore;
import dev.penstock.store.StaleObjectException;
import dev.penstock.store.StoredObject;
import dev.penstock.transfer.TransferCodec.Answer;
import dev.penstock.transfer.TransferCodec.Request;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection of another node, which gets one object after the other. Confined to its event loop.
 *
 * <p>What is sent is held by its {@link Sending} until the socket has taken or refused all of it,
 * also if the connection is closed in between.
 */
final class ServedConnection implements ByteFeed.Reader {
  private final TransferServer server;
  private final NetSocket socket;
  private final Handshake handshake;
  private final Supplier<ObjectStore> store;
  private final ByteFeed feed = new ByteFeed(this);
  private State state = new Greeting();

  /** What comes next. */
  private sealed interface State permits Greeting, Proving, Ready, Busy, Closed {}

  private record Greeting() implements State {}

  private static final class Proving implements State {
    private final byte[] wanting;
    private final byte[] having;

    Proving(byte[] wanting, byte[] having) {
      this.wanting = wanting;
      this.having = having;
    }
  }

  private record Ready() implements State {}

  private record Busy(Sending sending) implements State {}

  private record Closed() implements State {}

  ServedConnection(
      TransferServer server, NetSocket socket, Handshake handshake, Supplier<ObjectStore> store) {
    this.server = server;
    this.socket = socket;
    this.handshake = handshake;
    this.store = store;
  }

  /**
   * Waits for what the other side says.
   *
   * @param patience how long it may take to prove itself
   * @param onClosed hears of the end
   */
  void begin(Vertx vertx, Duration patience, Runnable onClosed) {
    long timer = vertx.setTimer(patience.toMillis(), late -> onLate());
    feed.expectHead(TransferCodec.HELLO_BYTES);
    socket.setWriteQueueMaxSize(Sending.QUEUE);
    socket.drainHandler(
        drained -> {
          if (state instanceof Busy busy) {
            busy.sending.go();
          }
        });
    socket.exceptionHandler(failure -> {}); // The end follows.
    socket.endHandler(end -> socket.close()); // Who says nothing more wants nothing more.
    socket.closeHandler(
        closed -> {
          vertx.cancelTimer(timer);
          end();
          onClosed.run();
        });
    socket.handler(
        bytes -> {
          try {
            feed.feed(((BufferInternal) bytes).getByteBuf());
          } catch (ProtocolException e) {
            refuse(String.valueOf(e.getMessage()));
          }
        });
  }

  private void onLate() {
    if (state instanceof Greeting || state instanceof Proving) {
      refuse("it says nothing");
    }
  }

  private void refuse(String what) {
    boolean sending = state instanceof Busy;
    end();
    server.onStranger(socket, what);
    if (sending) {
      // At once: Vert.x would first send what was written.
      ((NetSocketInternal) socket).channelHandlerContext().close();
    } else {
      socket.close();
    }
  }

  private void end() {
    State last = state;
    state = new Closed();
    feed.stop();
    if (last instanceof Busy busy) {
      busy.sending.stop();
    }
  }

  @Override
  public void onHead(ByteBuffer head) {
    State now = state;
    if (now instanceof Greeting) {
      greet(head);
    } else if (now instanceof Proving proving) {
      prove(proving, head);
    } else if (now instanceof Ready) {
      answer(TransferCodec.request(head));
    }
  }

  private void greet(ByteBuffer head) {
    byte[] having = handshake.nonce();
    // Also to a node of another release, which learns from it why it is refused.
    byte[] hello = TransferCodec.hello(having);
    byte[] wanting;
    try {
      wanting = TransferCodec.nonce(head);
    } catch (ProtocolException e) {
      var unused = socket.write(Buffer.buffer(hello));
      throw e;
    }
    write(hello);
    state = new Proving(wanting, having);
    feed.expectHead(Handshake.PROOF_BYTES);
  }

  private void prove(Proving proving, ByteBuffer head) {
    byte[] proof = new byte[Handshake.PROOF_BYTES];
    head.get(proof);
    byte[] right = handshake.proofOfWanting(proving.wanting, proving.having);
    if (!Handshake.same(proof, right)) {
      throw new ProtocolException("it does not know the cluster.secret of this node");
    }
    write(handshake.proofOfHaving(proving.wanting, proving.having, server.self()));
    await();
  }

  private void await() {
    state = new Ready();
    feed.expectHead(TransferCodec.REQUEST_BYTES);
  }

  private void answer(Request request) {
    StoredObject object = find(request);
    if (object == null) {
      write(TransferCodec.answer(new Answer(false, 0)));
      await();
      return;
    }
    write(TransferCodec.answer(new Answer(true, request.ref().length() - request.offset())));
    Sending sending = new Sending(object, (int) request.offset(), socket, this::onSent);
    state = new Busy(sending);
    sending.go();
  }

  private void onSent() {
    if (state instanceof Busy) {
      await();
    }
  }

  /** The object, with a hold. */
  private @Nullable StoredObject find(Request request) {
    try {
      return store.get().acquire(request.ref());
    } catch (StaleObjectException | IllegalStateException e) {
      return null; // Gone, or the store is closed.
    }
  }

  private void write(byte[] bytes) {
    var unused = socket.write(Buffer.buffer(bytes)); // A failure closes the connection.
  }

  @Override
  public void onBody(ByteBuf part, boolean last) {
    throw new ProtocolException("bytes that nobody has asked for");
  }
}
