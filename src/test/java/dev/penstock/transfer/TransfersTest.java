package dev.penstock.transfer;

import static dev.penstock.transfer.TwoStores.MIB;
import static dev.penstock.transfer.TwoStores.await;
import static dev.penstock.transfer.TwoStores.awaitObjects;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.cluster.NodeRecord.Address;
import dev.penstock.message.FetchedObjects;
import dev.penstock.store.ObjectRef;
import dev.penstock.store.ObjectStore;
import dev.penstock.store.StoreFullException;
import dev.penstock.store.StoredObject;
import io.vertx.core.Promise;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Objects go from one store into another over a real connection. */
@Timeout(60)
class TransfersTest {
  @TempDir private Path directory;

  private TwoStores stores;

  @BeforeEach
  void open() {
    stores = new TwoStores(directory, "", "");
  }

  @AfterEach
  void close() {
    stores.close();
  }

  private static void assertFails(Fetching fetching, Failure kind, String message) {
    assertThatThrownBy(() -> await(fetching))
        .cause()
        .isInstanceOfSatisfying(
            CallFailedException.class, e -> assertThat(e.failure()).isEqualTo(kind))
        .hasMessageContaining(message);
  }

  @Test
  void anObjectArrivesAsItIsAndIsGoneWhenNobodyHoldsIt() {
    for (int length : List.of(0, 1, 256 << 10, 3 * MIB + 1)) {
      StoredObject there = stores.put(length, length);

      FetchedObjects here = await(stores.fetch(there.ref()));

      StoredObject copy = only(here, there.ref());
      assertThat(TwoStores.copy(copy)).isEqualTo(TwoStores.bytes(length, length));
      copy.release();
      here.release();
      there.release();
      awaitObjects(stores.ours, 0);
      awaitObjects(stores.theirs, 0);
    }
  }

  /** With a hold. */
  private static StoredObject only(FetchedObjects objects, ObjectRef ref) {
    return objects.local(ref).orElseThrow();
  }

  @Test
  void manyReadersShareOneFetchAndSoDoThoseThatComeWhileOneHoldsIt() {
    StoredObject there = stores.put(2 * MIB, 7);
    List<Fetching> readers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      readers.add(stores.fetch(there.ref()));
    }
    List<FetchedObjects> all = readers.stream().map(TwoStores::await).toList();
    assertThat(stores.ours.status().puts()).isEqualTo(1);
    all.subList(1, 20).forEach(FetchedObjects::release);

    await(stores.fetch(there.ref())).release();
    assertThat(stores.ours.status().puts()).isEqualTo(1);
    all.get(0).release();
    awaitObjects(stores.ours, 0);

    await(stores.fetch(there.ref())).release();
    assertThat(stores.ours.status().puts()).isEqualTo(2);
    there.release();
  }

  @Test
  void moreThanComeAtATimeWaitAndAllArrive() {
    List<StoredObject> there = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      there.add(stores.put(MIB, i));
    }

    FetchedObjects here =
        await(stores.fetch(there.stream().map(StoredObject::ref).toArray(ObjectRef[]::new)));

    for (int i = 0; i < 12; i++) {
      StoredObject copy = only(here, there.get(i).ref());
      assertThat(TwoStores.copy(copy)).isEqualTo(TwoStores.bytes(MIB, i));
      copy.release();
    }
    here.release();
    there.forEach(StoredObject::release);
    awaitObjects(stores.ours, 0);
  }

  @Test
  void anObjectThatIsGoneIsStaleAndTheOthersOfItsMessageAreLetGo() {
    StoredObject stays = stores.put(MIB, 1);
    StoredObject gone = stores.put(MIB, 2);
    ObjectRef ref = gone.ref();
    gone.release();

    assertFails(stores.fetch(stays.ref(), ref), Failure.STALE_OBJECT, "not there any more");

    awaitObjects(stores.ours, 0);
    await(stores.fetch(stays.ref())).release();
    stays.release();
  }

  @Test
  void aFullStoreFailsWhatHasNoRoomAndNothingElse() {
    StoredObject small = stores.put(MIB, 1);
    StoredObject large = stores.put(4 * MIB, 2);
    List<StoredObject> filling = fill(stores.ours);

    assertFails(stores.fetch(large.ref()), Failure.STORE_FULL, "no room");
    filling.forEach(StoredObject::release);

    await(stores.fetch(small.ref())).release();
    await(stores.fetch(large.ref())).release();
    small.release();
    large.release();
  }

  private static List<StoredObject> fill(ObjectStore store) {
    List<StoredObject> all = new ArrayList<>();
    try {
      while (true) {
        all.add(store.create(2 * MIB).seal());
      }
    } catch (StoreFullException full) {
      return all;
    }
  }

  @Test
  void whatNobodyWantsIsFetchedNoMore() {
    StoredObject there = stores.put(4 * MIB, 3);
    Promise<NetSocket> asked = Promise.promise();
    NetServer silent =
        await(
            stores.vertx.createNetServer().connectHandler(asked::complete).listen(0, "127.0.0.1"));
    stores.knows("silent", new Address("127.0.0.1", silent.actualPort()));
    Fetching first = stores.fetch("silent", there.ref());
    NetSocket connection = await(asked.future());
    Promise<Void> closed = Promise.promise();
    connection.closeHandler(closed::complete);

    first.giveUp();

    assertFails(first, Failure.CANCELLED, "nobody waits");
    awaitObjects(stores.ours, 0);
    await(silent.close());
    there.release();
  }

  @Test
  void aNodeThatIsGoneFailsWhatIsFetchedFromIt() {
    StoredObject there = stores.put(MIB, 3);
    Promise<NetSocket> asked = Promise.promise();
    NetServer silent =
        await(
            stores.vertx.createNetServer().connectHandler(asked::complete).listen(0, "127.0.0.1"));
    stores.knows("silent", new Address("127.0.0.1", silent.actualPort()));
    Fetching fetching = stores.fetch("silent", there.ref());
    await(asked.future());

    stores.forgets("silent");

    assertFails(fetching, Failure.REPLICA_LOST, "it is gone");
    assertFails(stores.fetch("silent", there.ref()), Failure.REPLICA_LOST, "it is gone");
    await(silent.close());
    there.release();
  }

  @Test
  void aNodeThatDoesNotListenIsLostAndAReusedConnectionThatWasClosedIsNot() {
    StoredObject there = stores.put(MIB, 3);
    await(stores.fetch(there.ref())).release();

    stores.stopServer();

    assertFails(stores.fetch(there.ref()), Failure.REPLICA_LOST, "could not be fetched");
    there.release();
  }

  @Test
  void noThreadIsLeftWhenItIsClosedInTheMiddle() {
    Set<Thread> before = threads();
    TwoStores closing = new TwoStores(directory.resolve("closing"), "", "");
    Fetching fetching = closing.fetch(closing.put(14 * MIB, 3).ref());
    assertThat(threads()).hasSizeGreaterThan(before.size()).allMatch(Thread::isDaemon);

    closing.close();

    assertThat(fetching.future().isComplete()).isTrue();
    assertThat(before).containsAll(threads());
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("penstock-transfer-"))
        .collect(Collectors.toSet());
  }
}
