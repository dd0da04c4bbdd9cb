package dev.penstock.store;

import static dev.penstock.store.OpenStore.KIB;
import static dev.penstock.store.OpenStore.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is checked and made before a store is open. */
class StoreOpeningTest {
  private static final StoreCapacity.Disk SHARED_MEMORY_OF_A_CONTAINER =
      new StoreCapacity.Disk(Path.of("/dev/shm/x"), 64 * MIB, 64 * MIB);

  @TempDir private Path temporary;
  private Path directory;

  @BeforeEach
  void name() {
    directory = temporary.resolve("store");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static StoreSettings settings(Path directory, long capacity, long segment, int initial) {
    return new StoreSettings(
        directory, capacity, segment, initial, false, () -> false, System::currentTimeMillis);
  }

  private static void assertRefused(StoreSettings settings, String... words) {
    assertThatThrownBy(() -> ObjectStore.open(settings).close())
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll(words);
  }

  private static void assertRefused(
      StoreSettings settings, StoreCapacity.Disk disk, boolean given, String... words) {
    long capacity = settings.capacity();
    assertThatThrownBy(() -> StoreCapacity.check(settings, capacity, given, disk))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void directoryAndFilesAreTheUsersAlone() throws IOException {
    try (ObjectStore store = ObjectStore.open(settings(directory, 4 * MIB, MIB, 2))) {
      assertThat(store.directory()).isEqualTo(directory.toRealPath());
      assertThat(permissions(directory)).isEqualTo("rwx------");
      try (Stream<Path> files = Files.list(directory)) {
        List<Path> segments = files.filter(file -> file.toString().endsWith(".pss")).toList();
        assertThat(segments).hasSize(2);
        for (Path segment : segments) {
          assertThat(permissions(segment)).isEqualTo("rw-------");
        }
      }
    }
  }

  @Test
  void aDirectoryThatOthersMayWriteToIsRefusedAndStaysAsItIs() throws IOException {
    Files.createDirectory(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertRefused(
        settings(directory, 4 * MIB, MIB, 0), "written to by others (rwxrwxrwx)", "chmod 700");

    assertThat(permissions(directory)).isEqualTo("rwxrwxrwx");
  }

  @Test
  void aDirectoryOfSomebodyElseIsRefused() throws IOException {
    Files.createDirectory(directory);
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    var users = directory.getFileSystem().getUserPrincipalLookupService();
    Files.setOwner(directory, users.lookupPrincipalByName("nobody"));

    assertRefused(settings(directory, 4 * MIB, MIB, 0), "belongs to user nobody");
  }

  @Test
  void aDirectoryThatCannotBeWrittenToIsRefused() throws IOException {
    assumeThat(System.getProperty("user.name")).isNotEqualTo("root");
    Files.createDirectory(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));

    assertRefused(settings(directory, 4 * MIB, MIB, 0), "is not writable", "store.directory");
  }

  @Test
  void aLinkIsRefused() throws IOException {
    Files.createDirectory(temporary.resolve("elsewhere"));
    Files.createSymbolicLink(directory, temporary.resolve("elsewhere"));

    assertRefused(settings(directory, 4 * MIB, MIB, 0), "is a symbolic link", "store.directory");
  }

  @Test
  void aFileIsNoDirectory() throws IOException {
    Files.createFile(directory);

    assertRefused(settings(directory, 4 * MIB, MIB, 0), "is no directory");
    assertRefused(settings(directory.resolve("deeper"), 4 * MIB, MIB, 0), "cannot be used");
  }

  @Test
  void aCapacityBelowOneSegmentIsRefused() {
    assertRefused(
        settings(directory, MIB - 1, MIB, 0),
        "store.capacity is 1044480 bytes",
        "segment is 1 MiB");
    ObjectStore.open(settings(directory, MIB, MIB, 1)).close();
  }

  @Test
  void moreAtTheStartThanTheCapacityIsRefused() {
    assertRefused(
        settings(directory, 2 * MIB, MIB, 3), "store.initial of 3 segments is 3 MiB", "is 2 MiB");
  }

  @Test
  void aFileSystemSmallerThanTheCapacityIsRefusedWithAdvice() {
    assertRefused(
        settings(directory, 65 * MIB, MIB, 1),
        SHARED_MEMORY_OF_A_CONTAINER,
        true,
        "store.capacity is 65 MiB",
        "the file system of /dev/shm/x has 64 MiB",
        "docker run --shm-size",
        "store.directory");
    StoreSettings all = settings(directory, 64 * MIB, MIB, 1);
    assertThat(StoreCapacity.check(all, 64 * MIB, true, SHARED_MEMORY_OF_A_CONTAINER))
        .isEqualTo(64 * MIB);
  }

  @Test
  void aFileSystemTooSmallForOneSegmentIsRefusedWithAdvice() {
    assertRefused(
        settings(directory, 32 * MIB, 64 * MIB, 1),
        SHARED_MEMORY_OF_A_CONTAINER,
        false,
        "32 MiB",
        "it was not set",
        "docker run --shm-size");
  }

  @Test
  void aFileSystemWithoutRoomForTheFirstSegmentsIsRefusedWithAdvice() {
    assertRefused(
        settings(directory, 10 * MIB, MIB, 4),
        new StoreCapacity.Disk(directory, 64 * MIB, 4 * MIB),
        true,
        "made at the start",
        "of which 4 MiB are free",
        "docker run --shm-size");
  }

  @Test
  void theCapacityThatIsNotSetIsAPartOfWhatThereIs() {
    try (ObjectStore store = ObjectStore.open(settings(directory, 0, MIB, 1))) {
      assertThat(store.status().capacity())
          .isGreaterThanOrEqualTo(MIB)
          .isLessThan(directory.toFile().getTotalSpace());
    }
  }

  @Test
  void aStoreThatCannotMakeItsFirstSegmentsLeavesNothing() {
    Client client = Client.here(0, 42);
    SegmentMaker files = new SegmentFiles(temporary, client, ChronicleMemory::map);
    SegmentMaker second =
        (number, length) -> {
          if (number == 1) {
            throw new IOException("No space left on device");
          }
          return files.make(number, length);
        };
    StoreSettings settings = settings(temporary, 4 * MIB, MIB, 2);

    assertThatThrownBy(() -> OpenStore.open(settings, temporary, client, second))
        .isInstanceOf(StoreException.class)
        .hasRootCauseMessage("No space left on device");
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void aSegmentFileIsWholeAndSaysWhatItIs() throws IOException {
    Client client = new Client(5, 0xABC, 123, 456);

    SegmentFile file = new SegmentFiles(temporary, client, ChronicleMemory::map).make(7, MIB);

    Memory headers = file.headers();
    assertThat(file.path()).hasFileName("seg-0000000000000abc-7.pss");
    assertThat(headers.readVolatile(SegmentLayout.MAGIC_AT)).isEqualTo(SegmentLayout.MAGIC);
    assertThat(headers.readVolatile(SegmentLayout.DATA_LENGTH_AT)).isEqualTo(MIB);
    assertThat(headers.readVolatile(SegmentLayout.PID_AT)).isEqualTo(123);
    assertThat(headers.readVolatile(SegmentLayout.STARTED_AT)).isEqualTo(456);
    assertThat(headers.readVolatile(SegmentLayout.OWNER_AT)).isEqualTo(0xABC);
    assertThat(headers.readVolatile(SegmentLayout.SLOTS_AT)).isEqualTo(64);
    assertThat(headers.readVolatile(SegmentLayout.DATA_AT)).isEqualTo(8 * KIB);
    assertThat(Files.size(file.path())).isEqualTo(MIB + 8 * KIB);
    assertThat(temporary.toFile().list()).hasSize(1);
    file.giveUp();
    assertThat(headers.readVolatile(SegmentLayout.GIVEN_UP_AT)).isEqualTo(1);
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void aSegmentFileThatCannotBeMadeLeavesNothing() {
    SegmentFiles unmapped =
        new SegmentFiles(
            temporary,
            Client.here(0, 1),
            (path, offset, length, mode) -> {
              throw new IOException("Map failed");
            });

    assertThatThrownBy(() -> unmapped.make(0, MIB)).hasMessage("Map failed");
    assertThatThrownBy(() -> unmapped.make(0, 1L << 50)).hasMessageContaining("no space left");
    assertThat(temporary).isEmptyDirectory();
  }
}
