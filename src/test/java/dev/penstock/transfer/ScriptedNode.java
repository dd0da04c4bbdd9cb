package dev.penstock.transfer;

import dev.penstock.cluster.NodeRecord.Address;
import dev.penstock.transfer.TransferCodec.Answer;
import dev.penstock.transfer.TransferCodec.Chunk;
import dev.penstock.transfer.TransferCodec.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32C;

/** A node that proves what it should and answers as a test says. */
final class ScriptedNode implements AutoCloseable {
  private final ServerSocket server;
  private final String id;
  private final Script script;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** The requests that have come. */
  final List<Request> requests = new CopyOnWriteArrayList<>();

  /** Answers a request. */
  interface Script {
    /** The request of that number, from 1, of all connections. */
    void answer(OutputStream out, Request request, int number) throws IOException;
  }

  /**
   * Listens.
   *
   * @param id as which it proves itself
   */
  ScriptedNode(String id, Script script) {
    this.id = id;
    this.script = script;
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  Address address() {
    return new Address("127.0.0.1", server.getLocalPort());
  }

  /** What a thread does until a socket is closed. */
  private interface Talk {
    void talk() throws IOException;
  }

  private static void start(Talk talk) {
    Thread thread =
        new Thread(
            () -> {
              try {
                talk.talk();
              } catch (IOException e) {
                // One of both has closed it.
              }
            },
            "scripted");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket socket = server.accept();
      sockets.add(socket);
      start(() -> converse(socket));
    }
  }

  private void converse(Socket socket) throws IOException {
    Handshake handshake = new Handshake("", new SecureRandom());
    byte[] having = handshake.nonce();
    OutputStream out = socket.getOutputStream();
    byte[] wanting = TransferCodec.nonce(head(socket, TransferCodec.HELLO_BYTES));
    out.write(TransferCodec.hello(having));
    head(socket, Handshake.PROOF_BYTES);
    out.write(handshake.proofOfHaving(wanting, having, id));
    while (true) {
      ByteBuffer head = head(socket, TransferCodec.REQUEST_BYTES);
      if (!head.hasRemaining()) {
        return; // The other side has closed it.
      }
      Request request = TransferCodec.request(head);
      requests.add(request);
      script.answer(out, request, requests.size());
    }
  }

  private static ByteBuffer head(Socket socket, int bytes) throws IOException {
    return ByteBuffer.wrap(socket.getInputStream().readNBytes(bytes));
  }

  static void answer(OutputStream out, long length) throws IOException {
    out.write(TransferCodec.answer(new Answer(true, length)));
  }

  /**
   * Sends a chunk.
   *
   * @param damage what is wrong with its checksum
   */
  static void chunk(OutputStream out, byte[] bytes, int damage) throws IOException {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    out.write(TransferCodec.chunk(new Chunk(bytes.length, (int) crc.getValue() + damage)));
    out.write(bytes);
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
