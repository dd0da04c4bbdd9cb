package dev.penstock.benchmarks.transfer;

import dev.penstock.benchmarks.StoreFolder;
import dev.penstock.store.ObjectRef;
import dev.penstock.store.ObjectStore;
import dev.penstock.store.ObjectWriter;
import dev.penstock.store.StoredObject;
import dev.penstock.transfer.TransferSettings;
import dev.penstock.transfer.Transfers;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The process that has objects. Bare sockets get as many bytes as they ask for by an int.
 * Arguments: address, MiB of an object, number of objects. Ends with its standard input.
 */
public final class Having {
  static final String SECRET = "a secret that both nodes know";

  private final String host;
  private final FileChannel file;
  private final MappedByteBuffer bytes;

  private Having(String host, int size) throws IOException {
    this.host = host;
    Path path = Files.createTempFile(Path.of("/dev/shm"), "penstock-benchmark-", ".bytes");
    file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Files.delete(path);
    bytes = file.map(FileChannel.MapMode.READ_WRITE, 0, size);
    for (int i = 0; i < size; i++) {
      bytes.put(i, (byte) i);
    }
  }

  /** Runs. */
  public static void main(String[] args) throws IOException {
    int size = Integer.parseInt(args[1]) << 20;
    int count = Integer.parseInt(args[2]);
    VertxInternal vertx = (VertxInternal) Vertx.vertx();
    try (StoreFolder folder = new StoreFolder();
        ObjectStore store = ObjectStore.open(StoreFolder.settings(folder.path(), count + 2, 1))) {
      Having having = new Having(args[0], size);
      Transfers transfers =
          new Transfers(vertx, "having", TransferSettings.of(having.host, 0), SECRET, () -> store);
      int objects = await(transfers.listen()).port();
      List<ObjectRef> refs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        refs.add(having.put(store).ref());
      }
      System.out.println(
          new Offer(
              ProcessHandle.current().pid(),
              having.host,
              objects,
              having.listen(having::write),
              having.listen(having::sendFile),
              having.netSocket(vertx),
              refs));
      while (System.in.read() >= 0) {
        // Until nobody is there any more.
      }
      await(transfers.close());
      await(vertx.close());
    }
  }

  private StoredObject put(ObjectStore store) {
    ObjectWriter writer = store.create(bytes.capacity());
    writer.buffer().put(bytes.duplicate().clear());
    return writer.seal();
  }

  /** How a request is answered. */
  private interface Answer {
    void send(SocketChannel to, int length) throws IOException;
  }

  private void write(SocketChannel to, int length) throws IOException {
    ByteBuffer left = bytes.slice(0, length);
    while (left.hasRemaining()) {
      to.write(left);
    }
  }

  private void sendFile(SocketChannel to, int length) throws IOException {
    for (long sent = 0; sent < length; ) {
      sent += file.transferTo(sent, length - sent, to);
    }
  }

  private int listen(Answer answer) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(host, 0));
    start(
        () -> {
          while (true) {
            SocketChannel accepted = server.accept();
            accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
            start(() -> serve(accepted, answer));
          }
        });
    return server.socket().getLocalPort();
  }

  private static void serve(SocketChannel socket, Answer answer) throws IOException {
    ByteBuffer request = ByteBuffer.allocateDirect(Integer.BYTES);
    while (true) {
      while (request.hasRemaining()) {
        if (socket.read(request) < 0) {
          return;
        }
      }
      answer.send(socket, request.flip().getInt());
      request.clear();
    }
  }

  /** What a thread does. */
  interface Task {
    void run() throws IOException;
  }

  static void start(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // The other process has ended.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private int netSocket(Vertx vertx) {
    NetServer server =
        vertx
            .createNetServer()
            .connectHandler(socket -> socket.handler(asked -> write(socket, asked)));
    return await(server.listen(0, host)).actualPort();
  }

  private void write(NetSocket socket, Buffer asked) {
    ByteBuffer answer = bytes.slice(0, asked.getInt(0));
    var unused = socket.write(BufferInternal.buffer(Unpooled.wrappedBuffer(answer)));
  }

  static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
