package dev.penstock.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection that blocks the one thread that uses it. Bodies go between the socket and the
 * memory that they are in, or are to be in: Java copies none, and the kernel each once.
 *
 * <p>Any thread may {@link #close} it, which wakes the one that waits in it. Nobody waits in it for
 * longer than was said: {@link Wires} closes those that are {@link #isLate}.
 */
final class Wire {
  private static final long NEVER = Long.MAX_VALUE;

  private final SocketChannel channel;
  private final LongSupplier clock;
  private final ByteBuffer head = ByteBuffer.allocateDirect(64);

  /** How long it may be still, ns; 0 while moving bytes does not buy time. */
  private long stillness;

  /** When it is late, by the clock; {@link #NEVER} while nothing is waited for. */
  private volatile long due = NEVER;

  /** Why it was closed; the first reason stands. */
  private volatile @Nullable String why;

  /** Of a channel that blocks, connected or not; the clock counts nanoseconds. */
  Wire(SocketChannel channel, LongSupplier clock) {
    this.channel = channel;
    this.clock = clock;
  }

  /** The address of a host by its name, which may wait for those who know names. */
  static InetSocketAddress address(String host, int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UnknownHostException("the host " + host + " is unknown");
    }
    return address;
  }

  /** Connects; at most so long. */
  void connect(SocketAddress address, Duration patience) throws IOException {
    try {
      channel.socket().connect(address, (int) patience.toMillis());
    } catch (IOException e) {
      throw ended(e);
    }
  }

  /** Small writes go out at once: what is waited for must not wait for more. */
  void noDelay() throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  /** All that follows must be done in that time. */
  void allWithin(Duration time) {
    stillness = 0;
    due = clock.getAsLong() + time.toNanos();
  }

  /** From now on it may be still for so long at a time. */
  void stillFor(Duration time) {
    stillness = time.toNanos();
    moved();
  }

  /** Nobody waits in it for now. */
  void rest() {
    stillness = 0;
    due = NEVER;
  }

  private void moved() {
    if (stillness > 0) {
      due = clock.getAsLong() + stillness;
    }
  }

  /** Whether what is waited for should have come. */
  boolean isLate() {
    long when = due;
    return when != NEVER && clock.getAsLong() - when > 0;
  }

  /** So many bytes, which are valid until the next ones are read or written. */
  ByteBuffer head(int bytes) throws IOException {
    head.clear().limit(bytes);
    read(head);
    return head.flip();
  }

  /** Fills the buffer. */
  void read(ByteBuffer into) throws IOException {
    try {
      while (into.hasRemaining()) {
        if (channel.read(into) < 0) {
          throw new EOFException("the connection was closed");
        }
        moved();
      }
    } catch (IOException e) {
      throw ended(e);
    }
  }

  /** Writes a head. */
  void write(byte[] bytes) throws IOException {
    try {
      head.clear().put(bytes).flip();
      while (head.hasRemaining()) {
        channel.write(head);
      }
      moved();
    } catch (IOException e) {
      throw ended(e);
    }
  }

  /** Writes a head and what follows, of which the kernel has a copy then. */
  void write(byte[] bytes, ByteBuffer body) throws IOException {
    try {
      ByteBuffer[] both = {head.clear().put(bytes).flip(), body};
      while (body.hasRemaining()) {
        channel.write(both);
        moved();
      }
    } catch (IOException e) {
      throw ended(e);
    }
  }

  private IOException ended(IOException failure) {
    String reason = why;
    return reason == null ? failure : new IOException(reason, failure);
  }

  /** Ends it, also for who waits in it. Any thread; never blocks. */
  void close(String reason) {
    if (why == null) {
      why = reason;
    }
    try {
      channel.close();
    } catch (IOException e) {
      // There is nobody to tell: what was sent and not received is lost either way.
    }
  }

  /** The address of the host on the other side. */
  String host() {
    return String.valueOf(channel.socket().getInetAddress());
  }

  /** Host and port of the other side. */
  @Override
  public String toString() {
    return String.valueOf(channel.socket().getRemoteSocketAddress());
  }
}
