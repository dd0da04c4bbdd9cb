package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead processes are imagined here: an entry in the registry whose lease nobody has. */
class JanitorTest {
  private static final Client DEAD = new Client(3, 0xDEAD, ProcessHandle.current().pid(), 0);

  @TempDir private Path temporary;
  private Path directory = Path.of("");
  private ClientRegistry registry;
  private Janitor janitor;

  @BeforeEach
  void join() throws IOException {
    directory = temporary.toRealPath();
    registry = ClientRegistry.join(directory, ChronicleMemory::map, () -> 0L);
    janitor = new Janitor(directory, registry, ChronicleMemory::map);
  }

  @AfterEach
  void leave() {
    registry.close();
  }

  private void die(Client client) throws IOException {
    RegistryFile.of(directory).add(new RegistryFile.Entry(client, 0));
  }

  @Test
  void clearsTheBitsOfTheDeadAndNoOthers() throws IOException {
    die(DEAD);
    SketchedSegment segment = new SketchedSegment(directory, registry.self().ownerId(), 0);
    segment.setHolders(0, DEAD.bit());
    segment.setHolders(63, -1L);

    assertThat(janitor.reap()).isEqualTo(1);

    assertThat(segment.holders(0)).isZero();
    assertThat(segment.holders(63)).isEqualTo(~DEAD.bit());
    assertThat(registry.others()).isEmpty();
    assertThat(janitor.reap()).isZero();
  }

  @Test
  void aSegmentThatCannotBeOpenedJustNowIsCleanedLater() throws IOException {
    die(DEAD);
    SketchedSegment segment = new SketchedSegment(directory, registry.self().ownerId(), 0);
    segment.setHolders(0, DEAD.bit());
    AtomicInteger failures = new AtomicInteger(1);
    janitor =
        new Janitor(
            directory,
            registry,
            (file, offset, length, mode) -> {
              if (failures.getAndDecrement() > 0) {
                throw new IOException(file + " (Too many open files)");
              }
              return ChronicleMemory.map(file, offset, length, mode);
            });

    assertThat(janitor.reap()).isZero();
    assertThat(registry.others()).as("is not forgotten").containsExactly(DEAD);

    assertThat(janitor.reap()).isEqualTo(1);
    assertThat(segment.holders(0)).isZero();
  }

  @Test
  void removesSegmentsOfTheDeadAndTellsReaders() throws IOException {
    die(DEAD);
    SketchedSegment segment = new SketchedSegment(directory, DEAD.ownerId(), 0);
    Path unfinished = Files.createFile(directory.resolve(segment.name.temporary()));
    Path broken = Files.createFile(directory.resolve(new SegmentName(0xDEAD, 7).file()));

    janitor.reap();

    assertThat(segment.headers.readVolatile(SegmentLayout.GIVEN_UP_AT)).isEqualTo(1);
    assertThat(segment.file).doesNotExist();
    assertThat(unfinished).doesNotExist();
    assertThat(broken).doesNotExist();
  }

  @Test
  void aPidThatIsInUseAgainSavesNobody() throws IOException {
    die(Client.here(5, 0xBEEF)); // as if this very process had been given that pid

    assertThat(janitor.reap()).isEqualTo(1);
  }

  @Test
  void theLivingKeepWhatTheyHave() throws Exception {
    try (ChildJvm child = ChildJvm.start(JoiningProcess.class, directory)) {
      child.line();
      assertThat(child.ask("join")).isEqualTo("1");
      Client living = registry.others().get(0);
      SketchedSegment segment = new SketchedSegment(directory, living.ownerId(), 0);
      segment.setHolders(0, living.bit());

      assertThat(janitor.reap()).isZero();
      janitor.reapAll();

      assertThat(segment.file).exists();
      assertThat(segment.holders(0)).isEqualTo(living.bit());
    }
  }

  @Test
  void removesWhatNobodyClaimsAndLeavesWhatIsNotOurs() throws IOException {
    SketchedSegment unclaimed = new SketchedSegment(directory, 0xABC, 0);
    SketchedSegment own = new SketchedSegment(directory, registry.self().ownerId(), 0);
    Path notes = Files.writeString(directory.resolve("notes.txt"), "not ours");
    Path almost = Files.writeString(directory.resolve("seg-1-0.pss"), "not ours");

    janitor.reapAll();

    assertThat(unclaimed.file).doesNotExist();
    assertThat(own.file).exists();
    assertThat(notes).exists();
    assertThat(almost).exists();
  }

  @Test
  void segmentsThatAreNoneDoNotStopIt() throws IOException {
    die(DEAD);
    long own = registry.self().ownerId();
    Files.createFile(directory.resolve(new SegmentName(own, 0).file()));
    Files.write(directory.resolve(new SegmentName(own, 1).file()), new byte[10_000]);
    SketchedSegment whole = new SketchedSegment(directory, own, 2);
    whole.setHolders(9, DEAD.bit());

    assertThat(janitor.reap()).isEqualTo(1);

    assertThat(whole.holders(9)).isZero();
  }
}
