package dev.penstock.benchmarks.upload;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

/** One HTTP/1.1 connection that sends bodies, one at a time, and reads the number in the answer. */
final class Uploader implements AutoCloseable {
  private static final String HEAD_END = "\r\n\r\n";

  private final SocketChannel channel;
  private final ByteBuffer body;
  private final ByteBuffer incoming = ByteBuffer.allocate(4096);

  /**
   * Connects.
   *
   * @param body of all requests but those without
   */
  Uploader(int port, ByteBuffer body) throws IOException {
    this.channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    this.body = body.duplicate();
  }

  /** Sends bodies until a time, by {@link System#nanoTime()}; how many it was. */
  Callable<Integer> until(long endNanos, String path) {
    return () -> {
      int count = 0;
      while (System.nanoTime() - endNanos < 0) {
        long length = post(path, body.clear());
        if (length != body.capacity()) {
          throw new IOException("the server says that it got " + length + " bytes");
        }
        count++;
      }
      return count;
    };
  }

  /** A request without a body. */
  long ask(String path) throws IOException {
    return post(path, ByteBuffer.allocate(0));
  }

  private long post(String path, ByteBuffer bytes) throws IOException {
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nhost: localhost\r\ncontent-length: "
            + bytes.remaining()
            + HEAD_END;
    write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
    write(bytes);
    return answer();
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private long answer() throws IOException {
    incoming.clear();
    while (true) {
      if (channel.read(incoming) < 0) {
        throw new IOException("the server closed a connection");
      }
      String text = new String(incoming.array(), 0, incoming.position(), StandardCharsets.US_ASCII);
      int head = text.indexOf(HEAD_END);
      if (head > 0 && !text.startsWith("HTTP/1.1 200 ")) {
        throw new IOException("unexpected answer: " + text);
      }
      if (head > 0 && text.length() - head - HEAD_END.length() == length(text)) {
        return Long.parseLong(text.substring(head + HEAD_END.length()));
      }
    }
  }

  private static int length(String text) {
    String name = "content-length: ";
    int at = text.indexOf(name) + name.length();
    return Integer.parseInt(text.substring(at, text.indexOf("\r\n", at)));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
