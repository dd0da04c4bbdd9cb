package dev.penstock.benchmarks.transfer;

import static dev.penstock.benchmarks.transfer.Having.await;

import dev.penstock.benchmarks.StoreFolder;
import dev.penstock.cluster.NodeRecord;
import dev.penstock.cluster.NodeRecord.Address;
import dev.penstock.message.FetchedObjects;
import dev.penstock.store.ObjectStore;
import dev.penstock.transfer.TransferSettings;
import dev.penstock.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The process that wants objects: a node, and bare sockets with threads and memory of their own.
 */
final class Wanting implements AutoCloseable {
  private final VertxInternal vertx = (VertxInternal) Vertx.vertx();
  private final Offer offer;
  private final int size;
  private final ObjectStore store;
  private final Transfers transfers;
  private final NetClient client = vertx.createNetClient();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<ByteBuffer> targets = new ArrayList<>();
  private final List<SocketChannel> writes = new ArrayList<>();
  private final List<SocketChannel> sendfiles = new ArrayList<>();
  private final List<Counter> netSockets = new ArrayList<>();

  Wanting(Path folder, Offer offer) throws IOException {
    this.offer = offer;
    this.size = (int) offer.refs().get(0).length();
    int count = offer.refs().size();
    store = ObjectStore.open(StoreFolder.settings(folder, count + 2, 1));
    transfers =
        new Transfers(
            vertx, "wanting", TransferSettings.of("127.0.0.1", 0), Having.SECRET, () -> store);
    Address address = new Address(offer.host(), offer.objects());
    transfers.onNode(
        new NodeRecord(
            "having", "having", "1", "", "", address, false, 0, Map.of(), Map.of(), List.of()));
    for (int i = 0; i < count; i++) {
      ByteBuffer target = ByteBuffer.allocateDirect(size);
      while (target.hasRemaining()) {
        target.put((byte) 1);
      }
      targets.add(target);
      writes.add(connect(offer.write()));
      sendfiles.add(connect(offer.sendfile()));
      netSockets.add(new Counter(await(client.connect(offer.netSocket(), offer.host()))));
    }
  }

  private SocketChannel connect(int port) throws IOException {
    SocketChannel channel = SocketChannel.open(new InetSocketAddress(offer.host(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return channel;
  }

  /** Bytes of an object. */
  int size() {
    return size;
  }

  /** CPU time of both processes, s. */
  double cpu() {
    return cpu(ProcessHandle.current()) + cpu(ProcessHandle.of(offer.process()).orElseThrow());
  }

  private static double cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }

  /** Fetches so many objects at once, and lets them go when they are here. */
  void objects(int atOnce) {
    List<Future<FetchedObjects>> all = new ArrayList<>();
    for (int i = 0; i < atOnce; i++) {
      all.add(transfers.fetch("having", List.of(offer.refs().get(i))).future());
    }
    all.forEach(each -> await(each).release());
  }

  void written(int atOnce) {
    move(writes, atOnce);
  }

  void sentFromFile(int atOnce) {
    move(sendfiles, atOnce);
  }

  /** Into memory that was touched before, as much as an object has. */
  private void move(List<SocketChannel> channels, int atOnce) {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < atOnce; i++) {
      int at = i;
      all.add(CompletableFuture.runAsync(() -> move(channels.get(at), targets.get(at)), threads));
    }
    all.forEach(CompletableFuture::join);
  }

  private void move(SocketChannel channel, ByteBuffer target) {
    try {
      channel.write(ByteBuffer.allocate(Integer.BYTES).putInt(size).flip());
      target.clear();
      while (target.hasRemaining()) {
        channel.read(target);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What arrives is dropped. */
  void netSockets(int atOnce) {
    netSockets.subList(0, atOnce).stream().map(Counter::ask).toList().forEach(Having::await);
  }

  /** Counts what comes; on its event loop, but for the question. */
  private final class Counter {
    private final NetSocket socket;
    private long arrived;
    private volatile Promise<Void> all = Promise.promise();

    Counter(NetSocket socket) {
      this.socket = socket;
      socket.handler(this::onPart);
    }

    Future<Void> ask() {
      Promise<Void> asked = Promise.promise();
      all = asked;
      var unused = socket.write(Buffer.buffer().appendInt(size));
      return asked.future();
    }

    private void onPart(Buffer bytes) {
      arrived += bytes.length();
      if (arrived == size) {
        arrived = 0;
        all.complete();
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel each : writes) {
      each.close();
    }
    for (SocketChannel each : sendfiles) {
      each.close();
    }
    threads.shutdown();
    await(client.close());
    await(transfers.close());
    await(vertx.close());
    store.close();
  }
}
