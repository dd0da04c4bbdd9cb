package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.store.StoreInspection.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreInspectionTest {
  private static final Instant NOW = Instant.ofEpochMilli(61_000);

  @TempDir private Path directory;

  private void list(Client client) throws IOException {
    RegistryFile file = RegistryFile.of(directory);
    file.prepare();
    file.add(new RegistryFile.Entry(client, 500));
  }

  @Test
  void tellsTheDeadFromTheLiving() throws Exception {
    list(new Client(9, 0xDEAD, 4711, 0));
    try (ChildJvm child = ChildJvm.start(JoiningProcess.class, directory)) {
      child.line();
      assertThat(child.ask("join")).isEqualTo("0");

      List<Member> seen = StoreInspection.of(directory, NOW).processes();

      assertThat(seen).extracting(Member::alive).containsExactly(true, false);
      assertThat(seen).extracting(Member::pid).containsExactly(child.pid(), 4711L);
      child.kill();
      assertThat(StoreInspection.of(directory, NOW).processes())
          .extracting(Member::alive)
          .containsExactly(false, false);
    }
  }

  @Test
  void tellsObjectsAndWhoHoldsThem() throws IOException {
    list(new Client(2, 0xDEAD, 4711, 0));
    SketchedSegment segment = new SketchedSegment(directory, 0xDEAD, 3);
    segment.seal(0, 5, 0, 5000, 1);
    segment.setHolders(0, 0b1000_0100);
    segment.seal(1, 0, 8192, 1, 1);
    segment.headers.writeOrdered(SegmentLayout.lease(1), SegmentLayout.lease(2, 90_000));
    segment.setState(2, 1, SegmentLayout.WRITING);
    segment.setState(3, 1, SegmentLayout.RETIRED);
    new SketchedSegment(directory, 0xFEED, 0);

    StoreInspection seen = StoreInspection.of(directory, NOW);

    assertThat(seen.otherFiles()).isEmpty();
    assertThat(seen.segments())
        .containsExactly(
            new StoreInspection.Segment(
                "seg-000000000000dead-3.pss",
                "000000000000dead",
                3,
                2,
                SketchedSegment.DATA,
                3 * 4096,
                SketchedSegment.DATA - 3 * 4096,
                1,
                false,
                List.of(
                    new StoreInspection.Stored(
                        0, 5, 5000, Instant.ofEpochSecond(1), List.of(2, 7), 0, null),
                    new StoreInspection.Stored(
                        1,
                        0,
                        1,
                        Instant.ofEpochSecond(1),
                        List.of(),
                        2,
                        Instant.ofEpochSecond(90)))),
            new StoreInspection.Segment(
                "seg-000000000000feed-0.pss",
                "000000000000feed",
                0,
                null,
                SketchedSegment.DATA,
                0,
                SketchedSegment.DATA,
                0,
                false,
                List.of()));
  }

  @Test
  void namesWhatItDoesNotUnderstand() throws IOException {
    list(new Client(2, 0xDEAD, 4711, 0));
    Files.writeString(directory.resolve("notes.txt"), "hello");
    Files.createFile(directory.resolve(new SegmentName(0xDEAD, 0).file()));
    Files.createFile(directory.resolve(new SegmentName(0xDEAD, 1).temporary()));

    assertThat(StoreInspection.of(directory, NOW).otherFiles())
        .containsExactly(
            new StoreInspection.OtherFile("notes.txt", 5, "no file of a store"),
            new StoreInspection.OtherFile(
                "seg-000000000000dead-0.pss", 0, "no whole segment: it has 0 bytes only"),
            new StoreInspection.OtherFile(
                "seg-000000000000dead-1.pss.tmp", 0, "a segment that is not finished"));
  }

  @Test
  void changesNothing() throws IOException {
    list(new Client(2, 0xDEAD, 4711, 0));
    SketchedSegment segment = new SketchedSegment(directory, 0xDEAD, 3);
    segment.setHolders(0, 0b100);
    Files.setLastModifiedTime(segment.file, FileTime.fromMillis(1));
    Map<String, FileTime> before = files();

    StoreInspection.of(directory, NOW);

    assertThat(files()).isEqualTo(before);
    assertThat(segment.holders(0)).isEqualTo(0b100);
  }

  private Map<String, FileTime> files() throws IOException {
    Map<String, FileTime> files = new TreeMap<>();
    for (String name : StoreDirectory.files(directory)) {
      files.put(name, Files.getLastModifiedTime(directory.resolve(name)));
    }
    return files;
  }

  @Test
  void refusesWhatIsNoStore() throws IOException {
    refuses(directory, "holds no store");
    refuses(Files.createFile(directory.resolve("file")), "is no directory");
    refuses(directory.resolve("missing"), "does not exist");
  }

  private static void refuses(Path path, String why) {
    assertThatThrownBy(() -> StoreInspection.of(path, NOW))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining(why);
  }
}
