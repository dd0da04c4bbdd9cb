package dev.penstock.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One HTTP/1.1 connection that sends the same request again and again, one at a time, and checks
 * each answer: status 200, with the request's body at its end; or 202, or, where it may be, a
 * refusal.
 */
final class Connection {
  private static final byte[] BODY = "0123456789".repeat(10).getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OK = "HTTP/1.1 200 ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ACCEPTED = "HTTP/1.1 202 ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BUSY = "HTTP/1.1 503 ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LATE = "HTTP/1.1 504 ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] RETRY = "\r\nretry-after: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LENGTH = "\r\ncontent-length: ".getBytes(StandardCharsets.US_ASCII);

  private final SocketChannel channel;
  private final ByteBuffer request;
  private final byte[] answer = new byte[4096];
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(answer.length);
  private int received;

  /** Whether answers may be refusals: 503 with Retry-After, or 504. */
  private final boolean mayRefuse;

  /** Whether the requests are only to be accepted, with 202. */
  private final boolean later;

  /** When the request under way was due, by {@link System#nanoTime()}. */
  long dueNanos;

  /** When it was sent. */
  long sentNanos;

  /**
   * Connects, and registers itself with a selector.
   *
   * @param mayRefuse whether answers other than 200 are no error
   * @param later whether the requests are to be answered later
   */
  Connection(int port, Selector selector, boolean mayRefuse, boolean later) throws IOException {
    this.later = later;
    this.mayRefuse = mayRefuse;
    channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
    String head =
        "POST / HTTP/1.1\r\nhost: 127.0.0.1:"
            + port
            + "\r\ncontent-type: text/plain\r\ncontent-length: "
            + BODY.length
            + (later ? "\r\nprefer: respond-async" : "")
            + "\r\n\r\n";
    byte[] headBytes = head.getBytes(StandardCharsets.US_ASCII);
    request = ByteBuffer.allocateDirect(headBytes.length + BODY.length);
    request.put(headBytes).put(BODY);
  }

  /** Sends the request. */
  void send(long due) throws IOException {
    dueNanos = due;
    received = 0;
    request.flip();
    int length = request.limit();
    if (channel.write(request) != length) {
      throw new IOException("the socket does not take a whole request");
    }
  }

  /** Reads what has arrived; true if that completes the answer. */
  boolean receive() throws IOException {
    incoming.clear();
    int count = channel.read(incoming);
    if (count < 0) {
      throw new IOException("the server closed a connection");
    }
    incoming.flip();
    incoming.get(answer, received, count);
    received += count;
    int head = find(HEAD_END, received);
    if (head < 0) {
      return false;
    }
    int bodyStart = head + HEAD_END.length;
    int missing = bodyStart + bodyLength(bodyStart) - received;
    if (missing > 0) {
      return false;
    }
    if (missing < 0 || !(isAnswered() || mayRefuse && isRefused(head))) {
      String text = new String(answer, 0, received, StandardCharsets.ISO_8859_1);
      throw new IOException("unexpected answer: " + text);
    }
    return true;
  }

  /** Whether the answer is 200 and as it should be. */
  boolean isAnswered() {
    return later ? matches(ACCEPTED, 0) : matches(OK, 0) && matches(BODY, received - BODY.length);
  }

  /** Whether the answer is that the deadline is past. */
  boolean isLate() {
    return matches(LATE, 0);
  }

  private boolean isRefused(int head) {
    return isLate() || matches(BUSY, 0) && find(RETRY, head) >= 0;
  }

  private int bodyLength(int headEnd) throws IOException {
    int at = find(LENGTH, headEnd);
    if (at < 0) {
      throw new IOException("an answer without content-length");
    }
    int length = 0;
    for (int i = at + LENGTH.length; answer[i] >= '0' && answer[i] <= '9'; i++) {
      length = length * 10 + answer[i] - '0';
    }
    return length;
  }

  private int find(byte[] text, int end) {
    for (int i = 0; i <= end - text.length; i++) {
      if (answer[i] == text[0] && matches(text, i)) {
        return i;
      }
    }
    return -1;
  }

  private boolean matches(byte[] text, int from) {
    for (int i = 0; i < text.length; i++) {
      if (answer[from + i] != text[i]) {
        return false;
      }
    }
    return true;
  }

  void close() throws IOException {
    channel.close();
  }
}
