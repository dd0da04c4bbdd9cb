package dev.penstock.transfer;

import dev.penstock.cluster.NodeRecord.Address;
import dev.penstock.transfer.TransferCodec.Answer;
import dev.penstock.transfer.TransferCodec.Chunk;
import dev.penstock.transfer.TransferCodec.Request;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32C;

/** A node that proves what it should and answers as a test says. */
final class ScriptedNode implements AutoCloseable {
  private final NetServer server;
  private final Script script;

  /** The requests that have come. */
  final List<Request> requests = new CopyOnWriteArrayList<>();

  /** Answers a request. */
  interface Script {
    /** The request of that number, from 1, of all connections. */
    void answer(NetSocket socket, Request request, int number);
  }

  /**
   * Listens.
   *
   * @param id as which it proves itself
   */
  ScriptedNode(Vertx vertx, String id, Script script) {
    this.script = script;
    this.server =
        TwoStores.await(
            vertx
                .createNetServer()
                .connectHandler(socket -> new Conversation(socket, id))
                .listen(0, "127.0.0.1"));
  }

  Address address() {
    return new Address("127.0.0.1", server.actualPort());
  }

  private final class Conversation implements ByteFeed.Reader {
    private final Handshake handshake = new Handshake("", new SecureRandom());
    private final ByteFeed feed = new ByteFeed(this);
    private final byte[] having = handshake.nonce();
    private final NetSocket socket;
    private final String id;
    private byte[] wanting = {};
    private int heads;

    Conversation(NetSocket socket, String id) {
      this.socket = socket;
      this.id = id;
      feed.expectHead(TransferCodec.HELLO_BYTES);
      socket.handler(bytes -> feed.feed(((BufferInternal) bytes).getByteBuf()));
    }

    @Override
    public void onHead(ByteBuffer head) {
      switch (++heads) {
        case 1 -> {
          wanting = TransferCodec.nonce(head);
          write(socket, TransferCodec.hello(having));
          feed.expectHead(Handshake.PROOF_BYTES);
        }
        case 2 -> {
          write(socket, handshake.proofOfHaving(wanting, having, id));
          feed.expectHead(TransferCodec.REQUEST_BYTES);
        }
        default -> {
          Request request = TransferCodec.request(head);
          requests.add(request);
          feed.expectHead(TransferCodec.REQUEST_BYTES);
          script.answer(socket, request, requests.size());
        }
      }
    }

    @Override
    public void onBody(ByteBuf part, boolean last) {
      throw new AssertionError();
    }
  }

  static void write(NetSocket socket, byte[] bytes) {
    socket.write(Buffer.buffer(bytes));
  }

  static void answer(NetSocket socket, long length) {
    write(socket, TransferCodec.answer(new Answer(true, length)));
  }

  /**
   * Sends a chunk.
   *
   * @param damage what is wrong with its checksum
   */
  static void chunk(NetSocket socket, byte[] bytes, int damage) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    ByteBuffer head = ByteBuffer.allocate(TransferCodec.CHUNK_BYTES);
    TransferCodec.chunk(new Chunk(bytes.length, (int) crc.getValue() + damage), head);
    write(socket, head.array());
    write(socket, bytes);
  }

  @Override
  public void close() {
    TwoStores.await(server.close());
  }
}
