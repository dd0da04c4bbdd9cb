package dev.penstock.benchmarks.transfer;

import dev.penstock.benchmarks.StoreFolder;
import dev.penstock.cluster.NodeRecord;
import dev.penstock.cluster.NodeRecord.Address;
import dev.penstock.store.ObjectStore;
import dev.penstock.store.ObjectWriter;
import dev.penstock.store.StoredObject;
import dev.penstock.transfer.TransferSettings;
import dev.penstock.transfer.Transfers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Two nodes as far as objects go between them: each has a store and an end of the transfer. */
final class Hosts implements AutoCloseable {
  private final VertxInternal vertx = (VertxInternal) Vertx.vertx();
  private final ObjectStore from;
  private final ObjectStore to;
  private final Transfers having;
  private final Transfers wanting;
  private final StoredObject object;

  /** With one object to move. */
  Hosts(Path from, Path to, int size) {
    this.from = ObjectStore.open(StoreFolder.settings(from, 3, 1));
    this.to = ObjectStore.open(StoreFolder.settings(to, 3, 1));
    TransferSettings settings = TransferSettings.of("127.0.0.1", 0);
    having = new Transfers(vertx, "from", settings, "a secret of both", () -> this.from);
    wanting = new Transfers(vertx, "to", settings, "a secret of both", () -> this.to);
    Address address = await(having.listen());
    wanting.onNode(
        new NodeRecord("from", "from", "1", "", "", address, false, 0, Map.of(), Map.of(), List.of()));
    ObjectWriter writer = this.from.create(size);
    while (writer.buffer().hasRemaining()) {
      writer.buffer().put((byte) writer.buffer().position());
    }
    object = writer.seal();
  }

  /** Fetches the object into the other store, and lets it go there. */
  void move() {
    await(wanting.fetch("from", List.of(object.ref())).future()).release();
  }

  static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    await(Future.join(having.close(), wanting.close()).mapEmpty());
    object.release();
    await(vertx.close());
    from.close();
    to.close();
  }
}
