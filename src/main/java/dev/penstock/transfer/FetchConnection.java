package dev.penstock.transfer;

import dev.penstock.transfer.TransferCodec.Answer;
import dev.penstock.transfer.TransferCodec.Request;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a node that has objects, which come one after the other. Confined to the event
 * loop of its source. The bytes are taken where Netty reads them: Vert.x would copy each to the
 * heap first.
 */
final class FetchConnection implements ByteFeed.Reader {
  private final NetSocketInternal socket;

  private final Listener listener;
  private final Handshake handshake;
  private final String node;
  private final byte[] wanting;
  private final ByteFeed feed = new ByteFeed(this);
  private State state = State.GREETING;
  private byte[] having = {};
  private @Nullable Fetch fetch;
  private String why = "the connection was closed";

  private enum State {
    GREETING,
    PROVING,
    IDLE,
    ASKED,
    BETWEEN_CHUNKS,
    IN_CHUNK,
    CLOSED
  }

  /** Hears of it, on its event loop. */
  interface Listener {
    /** It can fetch: it has proved itself, or has fetched what it was told to. */
    void onIdle(FetchConnection connection);

    /** All bytes of the object are there; {@link #onIdle} follows. */
    void onComplete(Fetch fetch);

    /** The object is not there any more; {@link #onIdle} follows. */
    void onGone(Fetch fetch);

    /**
     * It is closed, whoever did it.
     *
     * @param fetch what it was fetching
     * @param proved whether the other node was the right one
     * @param why in words
     */
    void onLost(FetchConnection connection, @Nullable Fetch fetch, boolean proved, String why);
  }

  FetchConnection(NetSocketInternal socket, Listener listener, Handshake handshake, String node) {
    this.socket = socket;
    this.listener = listener;
    this.handshake = handshake;
    this.node = node;
    this.wanting = handshake.nonce();
  }

  /** Says hello. On the event loop, before anything is read. */
  void begin() {
    feed.expectHead(TransferCodec.HELLO_BYTES);
    socket.channelHandlerContext().pipeline().addBefore("handler", null, new Tap());
    socket.exceptionHandler(failure -> why = String.valueOf(failure.getMessage()));
    socket.endHandler(end -> close(why));
    socket.closeHandler(closed -> onClosed());
    write(TransferCodec.hello(wanting));
  }

  private final class Tap extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
      if (received instanceof ByteBuf bytes) {
        try {
          feed.feed(bytes);
        } catch (ProtocolException e) {
          close(String.valueOf(e.getMessage()));
        } finally {
          bytes.release();
        }
      } else {
        context.fireChannelRead(received);
      }
    }
  }

  /** Fetches an object for which there is room. Only when it is idle. */
  void fetch(Fetch next) {
    fetch = next;
    state = State.ASKED;
    next.begin();
    feed.expectHead(TransferCodec.ANSWER_BYTES);
    write(TransferCodec.request(new Request(next.ref, next.position())));
  }

  @Override
  public void onHead(ByteBuffer head) {
    switch (state) {
      case GREETING -> greet(head);
      case PROVING -> prove(head);
      case ASKED -> onAnswer(TransferCodec.answer(head));
      case BETWEEN_CHUNKS -> {
        TransferCodec.Chunk chunk = TransferCodec.chunk(head);
        current().onChunk(chunk);
        state = State.IN_CHUNK;
        feed.expectBody(chunk.length());
      }
      case IDLE, IN_CHUNK, CLOSED -> throw new ProtocolException("bytes nobody has asked for");
    }
  }

  private void greet(ByteBuffer head) {
    having = TransferCodec.nonce(head);
    write(handshake.proofOfWanting(wanting, having));
    state = State.PROVING;
    why = "it has closed the connection, as where cluster.secret is another one";
    feed.expectHead(Handshake.PROOF_BYTES);
  }

  private void prove(ByteBuffer head) {
    byte[] proof = new byte[Handshake.PROOF_BYTES];
    head.get(proof);
    if (!Handshake.same(proof, handshake.proofOfHaving(wanting, having, node))) {
      throw new ProtocolException("it is another node, or does not know the cluster.secret");
    }
    why = "the connection was closed";
    becomeIdle();
  }

  private void becomeIdle() {
    state = State.IDLE;
    fetch = null;
    listener.onIdle(this);
  }

  private void onAnswer(Answer answer) {
    Fetch asked = current();
    if (!answer.there()) {
      listener.onGone(asked);
      becomeIdle();
      return;
    }
    asked.onAnswer(answer);
    goOn(asked);
  }

  @Override
  public void onBody(ByteBuf part, boolean last) {
    Fetch now = current();
    now.onBytes(part, last);
    if (last) {
      goOn(now);
    }
  }

  private void goOn(Fetch now) {
    if (now.complete()) {
      listener.onComplete(now);
      becomeIdle();
    } else {
      state = State.BETWEEN_CHUNKS;
      feed.expectHead(TransferCodec.CHUNK_BYTES);
    }
  }

  private Fetch current() {
    Fetch now = fetch;
    if (now == null) {
      throw new IllegalStateException("nothing is fetched");
    }
    return now;
  }

  /** Nobody wants what it fetches, or it is not needed any more. */
  void close() {
    close("this node has closed the connection");
  }

  private void close(String reason) {
    why = reason;
    feed.stop();
    socket.close();
    onClosed();
  }

  private void onClosed() {
    if (state == State.CLOSED) {
      return;
    }
    boolean proved = state != State.GREETING && state != State.PROVING;
    state = State.CLOSED;
    feed.stop();
    Fetch lost = fetch;
    fetch = null;
    listener.onLost(this, lost, proved, why);
  }

  /** What it fetches now. */
  @Nullable Fetch fetching() {
    return fetch;
  }

  private void write(byte[] bytes) {
    var unused = socket.write(Buffer.buffer(bytes)); // A failure closes the connection.
  }
}
