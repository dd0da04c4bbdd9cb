package dev.penstock.benchmarks.share;

import dev.penstock.store.ObjectRef;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * What two processes have in common besides the store: a Unix-domain socket and a page of words.
 * Confined to one thread at each end.
 */
final class Link implements AutoCloseable {
  /** As much as the kernel lets in, which is less. */
  private static final int SOCKET_BYTES = 8 << 20;

  private static final String SOCKET = "socket";
  private static final String WORDS = "words";

  private final SocketChannel socket;
  private final Words polled;
  private final Words sent;
  private final long[] message = new long[Words.MOST];
  private Way way = Way.STORE_POLLING;

  private Link(SocketChannel socket, Words polled) throws IOException {
    this.socket = socket;
    this.polled = polled;
    this.sent = new Words.Sent(socket);
    socket.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BYTES);
    socket.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BYTES);
  }

  /** Where the other end connects. */
  static ServerSocketChannel listen(Path folder) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(folder.resolve(SOCKET)));
    return server;
  }

  /** The end of the sender, once the other one has connected. */
  static Link ofSender(Path folder, ServerSocketChannel server) throws IOException {
    return new Link(server.accept(), Words.Polled.in(folder.resolve(WORDS), true));
  }

  /** The end of the receiver. */
  static Link ofReceiver(Path folder) throws IOException {
    SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve(SOCKET)));
    return new Link(socket, Words.Polled.in(folder.resolve(WORDS), false));
  }

  /** From now on in that way. Both ends must say so. */
  void use(Way next) throws IOException {
    way = next;
    socket.configureBlocking(way != Way.SOCKET_POLLING);
  }

  private Words words() {
    return way.polling() ? polled : sent;
  }

  /** The sender names an object. */
  void sendReference(ObjectRef ref) throws IOException {
    words()
        .send(ref.owner(), (long) ref.segment() << 32 | ref.slot(), ref.generation(), ref.length());
  }

  /** The receiver waits for the name of an object. */
  ObjectRef receiveReference() throws IOException {
    words().receive(message);
    return new ObjectRef(
        message[0], (int) (message[1] >>> 32), (int) message[1], message[2], message[3]);
  }

  /** The sender copies bytes into the socket. */
  void sendBytes(ByteBuffer bytes) throws IOException {
    for (int looks = 0; bytes.hasRemaining(); ) {
      looks = socket.write(bytes) > 0 ? 0 : looks + 1;
      if (looks > 0) {
        Words.pause(looks);
      }
    }
  }

  /** The receiver copies bytes out of the socket until the buffer is full. */
  void receiveBytes(ByteBuffer bytes) throws IOException {
    for (int looks = 0; bytes.hasRemaining(); ) {
      int count = socket.read(bytes);
      if (count < 0) {
        throw new IOException("the other process has ended");
      }
      looks = count > 0 ? 0 : looks + 1;
      if (looks > 0) {
        Words.pause(looks);
      }
    }
  }

  /** The receiver answers. */
  void sendAnswer(long answer) throws IOException {
    words().send(answer);
  }

  /** The sender waits for the answer. */
  long receiveAnswer() throws IOException {
    long[] answer = new long[1];
    words().receive(answer);
    return answer[0];
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
