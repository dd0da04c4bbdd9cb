package dev.penstock.transfer;

import dev.penstock.cluster.NodeRecord;
import dev.penstock.cluster.NodeRecord.Address;
import dev.penstock.message.FetchedObjects;
import dev.penstock.store.ObjectRef;
import dev.penstock.store.ObjectStore;
import dev.penstock.store.ObjectWriter;
import dev.penstock.store.StoreSettings;
import dev.penstock.store.StoredObject;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A node that has objects and one that wants them, each with a store of its own. */
final class TwoStores implements AutoCloseable {
  static final String HAS = "node-has";
  static final int MIB = 1 << 20;

  final VertxInternal vertx = (VertxInternal) Vertx.vertx();
  final ObjectStore theirs;
  final ObjectStore ours;

  private final Transfers having;
  private final Transfers wanting;
  private final Address address;

  /** Stores of 32 MiB each. */
  TwoStores(Path directory, String secretThere, String secretHere) {
    this(directory, secretThere, secretHere, Duration.ofSeconds(10));
  }

  /**
   * Stores of 32 MiB each.
   *
   * @param patience how long a connection may be still
   */
  TwoStores(Path directory, String secretThere, String secretHere, Duration patience) {
    theirs = store(directory.resolve("theirs"));
    ours = store(directory.resolve("ours"));
    having = new Transfers(vertx, HAS, settings(patience), secretThere, () -> theirs);
    wanting = new Transfers(vertx, "node-wants", settings(patience), secretHere, () -> ours);
    address = await(having.listen());
    knows(HAS, address);
  }

  private static TransferSettings settings(Duration patience) {
    return new TransferSettings("127.0.0.1", 0, 2, 4, Duration.ofSeconds(10), patience);
  }

  private static ObjectStore store(Path directory) {
    return ObjectStore.open(
        new StoreSettings(
            directory, 32 * MIB, 16 * MIB, 1, true, () -> false, System::currentTimeMillis));
  }

  /** The node that wants objects hears of one that has some. */
  void knows(String node, Address at) {
    wanting.onNode(
        new NodeRecord(node, node, "1", "", "", at, false, 0, Map.of(), Map.of(), List.of()));
  }

  void forgets(String node) {
    wanting.onGone(node);
  }

  /** Where objects are handed out. */
  Address address() {
    return address;
  }

  /** An object of random bytes there, which the test holds. */
  StoredObject put(int length, long seed) {
    ObjectWriter writer = theirs.create(length);
    writer.buffer().put(bytes(length, seed));
    return writer.seal();
  }

  static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  Fetching fetch(ObjectRef... refs) {
    return fetch(HAS, refs);
  }

  Fetching fetch(String node, ObjectRef... refs) {
    return wanting.fetch(node, List.of(refs));
  }

  static FetchedObjects await(Fetching fetching) {
    return await(fetching.future());
  }

  static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** Waits until the store has so many objects. */
  static void awaitObjects(ObjectStore store, int count) {
    while (store.status().objects() != count) {
      Thread.onSpinWait();
    }
  }

  static byte[] copy(StoredObject object) {
    ByteBuffer view = object.view(object);
    byte[] copy = new byte[view.remaining()];
    view.get(copy);
    return copy;
  }

  /** Whoever has objects ends, as a node that is killed. */
  void stopServer() {
    await(having.close());
  }

  @Override
  public void close() {
    await(Future.join(having.close(), wanting.close()).mapEmpty());
    await(vertx.close());
    theirs.close();
    ours.close();
  }
}
