package dev.penstock.benchmarks.transfer;

import static dev.penstock.benchmarks.transfer.Hosts.await;

import io.netty.buffer.Unpooled;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The same bytes over loopback with nothing around them: no checksum, no request, no store. */
final class BareSockets implements AutoCloseable {
  private static final int PART = 256 << 10;

  private final Vertx vertx = Vertx.vertx();
  private final int size;
  private final Path file;
  private final ByteBuffer source;
  private final ByteBuffer target;
  private final ByteBuffer part = ByteBuffer.allocateDirect(PART);
  private final ServerSocketChannel listening;
  private final SocketChannel reader;
  private final SocketChannel writer;
  private final NetServer server;

  /** Closes its sockets when nobody refers to it any more. */
  private final NetClient client;

  private final NetSocket netReader;
  private final NetSocket netWriter;
  private long arrived;
  private volatile Promise<Void> all = Promise.promise();

  BareSockets(int size) throws IOException {
    this.size = size;
    file = Files.createTempFile(Path.of("/dev/shm"), "penstock-benchmark-", ".bytes");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      source = channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
    }
    while (source.hasRemaining()) {
      source.put((byte) source.position());
    }
    target = ByteBuffer.allocateDirect(size);
    listening = ServerSocketChannel.open().bind(loopback(0));
    reader = SocketChannel.open(listening.getLocalAddress());
    writer = listening.accept();
    Promise<NetSocket> accepted = Promise.promise();
    server =
        await(
            vertx
                .createNetServer()
                .connectHandler(accepted::complete)
                .listen(0, InetAddress.getLoopbackAddress().getHostAddress()));
    client = vertx.createNetClient();
    netReader = await(client.connect(server.actualPort(), "127.0.0.1"));
    netWriter = await(accepted.future());
    netReader.handler(this::onPart);
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Into memory of its own, as an object does. */
  void moveByChannel() throws IOException {
    Thread sender = sender();
    target.clear();
    while (target.hasRemaining()) {
      reader.read(target);
    }
    join(sender);
  }

  /** Into the same small buffer again and again. */
  void moveByChannelToOneBuffer() throws IOException {
    Thread sender = sender();
    for (long left = size; left > 0; ) {
      part.clear();
      left -= reader.read(part);
    }
    join(sender);
  }

  private Thread sender() {
    Thread sender =
        new Thread(
            () -> {
              try {
                ByteBuffer bytes = source.duplicate().clear();
                while (bytes.hasRemaining()) {
                  writer.write(bytes);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    sender.start();
    return sender;
  }

  private static void join(Thread sender) {
    try {
      sender.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void onPart(Buffer bytes) {
    arrived += bytes.length();
    if (arrived == size) {
      arrived = 0;
      all.complete();
    }
  }

  /** As one buffer of mapped memory; what arrives is dropped. */
  void moveByNetSocket() {
    all = Promise.promise();
    await(
        netWriter.write(
            BufferInternal.buffer(Unpooled.wrappedBuffer(source.asReadOnlyBuffer().clear()))));
    await(all.future());
  }

  /** From the file, without a copy in this process; what arrives is dropped. */
  void sendFile() {
    all = Promise.promise();
    await(netWriter.sendFile(file.toString()));
    await(all.future());
  }

  @Override
  public void close() throws IOException {
    reader.close();
    writer.close();
    listening.close();
    await(client.close());
    await(vertx.close());
    Files.delete(file);
  }
}
