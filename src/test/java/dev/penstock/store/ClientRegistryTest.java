package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientRegistryTest {
  @TempDir private Path directory;

  private ClientRegistry join() throws IOException {
    return ClientRegistry.join(directory.toRealPath(), ChronicleMemory::map, () -> 5L);
  }

  private ChildJvm child() throws Exception {
    ChildJvm child = ChildJvm.start(JoiningProcess.class, directory);
    child.line();
    return child;
  }

  @Test
  void processesThatStartAtOnceGetAnIndexEach() throws Exception {
    List<ChildJvm> children = new ArrayList<>();
    List<String> indexes = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        children.add(ChildJvm.start(JoiningProcess.class, directory));
      }
      for (ChildJvm each : children) {
        each.line();
      }
      children.forEach(each -> each.say("join"));
      for (ChildJvm each : children) {
        indexes.add(each.line());
      }
    } finally {
      children.forEach(ChildJvm::close);
    }
    assertThat(indexes).doesNotHaveDuplicates().allMatch(index -> index.matches("[0-9]+"));
  }

  @Test
  void anIndexIsTakenWithoutTheBitsOfAHolderThatIsNotListed() throws IOException {
    SketchedSegment segment = new SketchedSegment(directory.toRealPath(), 0xABC, 0);
    segment.setHolders(0, 0b11);
    try (ClientRegistry registry = join()) {
      assertThat(segment.holders(0)).isEqualTo(0b11 & ~registry.self().bit());
    }
  }

  @Test
  void refusesASecondStoreOfTheSameProcess() throws IOException {
    try (ClientRegistry first = join()) {
      assertThat(first.self().index()).isZero();
      assertThatThrownBy(this::join)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("open already");
    }
    join().close();
  }

  @Test
  void refusesThe65thProcess() throws Exception {
    try (ChildJvm others = child()) {
      assertThat(others.ask("take all")).isEqualTo("64");

      assertThatThrownBy(this::join)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("64 processes share the store")
          .hasMessageContaining("store.directory");
    }
  }

  @Test
  void theIndexOfADeadProcessIsTakenAgainUnderAnotherOwner() throws Exception {
    ChildJvm child = child();
    assertThat(child.ask("join")).isEqualTo("0");
    Client dead = entries().get(0).client();
    child.kill();

    try (ClientRegistry registry = join()) {
      assertThat(registry.self().index()).isZero();
      assertThat(registry.self().ownerId()).isNotEqualTo(dead.ownerId());
      assertThat(registry.others()).isEmpty();
      assertThat(entries()).extracting(RegistryFile.Entry::joinedMillis).containsExactly(5L);
    }
    assertThat(entries()).isEmpty();
  }

  @Test
  void looksAtTheOwnLeaseDoNotGiveItAway() throws Exception {
    try (ClientRegistry registry = join();
        ChildJvm child = child()) {
      StoreInspection seen = StoreInspection.of(directory, Instant.EPOCH);
      new Janitor(directory.toRealPath(), registry, ChronicleMemory::map).reap();

      assertThat(seen.processes()).extracting(StoreInspection.Member::alive).containsExactly(true);
      assertThat(child.ask("join")).isEqualTo("1");
    }
  }

  @Test
  void aRegistryOfOtherBytesListsNobody() throws IOException {
    Files.writeString(directory.resolve(RegistryFile.NAME), "something else ".repeat(500));

    try (ClientRegistry registry = join()) {
      assertThat(registry.others()).isEmpty();
      assertThat(entries()).hasSize(1);
    }
  }

  @Test
  void aTruncatedRegistryIsMadeWholeAgain() throws IOException {
    join().close();
    Files.write(directory.resolve(RegistryFile.NAME), new byte[100]);

    join().close();

    assertThat(directory.resolve(RegistryFile.NAME)).hasSize(64 * 64);
  }

  @Test
  void leavesAlsoWhenTheDirectoryIsGone() throws IOException {
    Path store = PrivateDirectory.prepare(directory.resolve("store")).path();
    ClientRegistry registry = ClientRegistry.join(store, ChronicleMemory::map, () -> 0L);
    for (String file : StoreDirectory.files(store)) {
      Files.delete(store.resolve(file));
    }
    Files.delete(store);

    registry.close();

    assertThat(store).doesNotExist();
    PrivateDirectory.prepare(store);
    ClientRegistry.join(store, ChronicleMemory::map, () -> 0L).close();
  }

  private List<RegistryFile.Entry> entries() throws IOException {
    return RegistryFile.of(directory).entries();
  }
}
