package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateDirectoryTest {
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

  @TempDir private Path parent;

  private static void refuses(Path directory, String why) {
    assertThatThrownBy(() -> PrivateDirectory.prepare(directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining(why);
  }

  @Test
  void makesADirectoryThatOnlyItsUserCanEnter() throws IOException {
    Path directory = parent.resolve("a/b");

    assertThat(PrivateDirectory.prepare(directory).path()).isEqualTo(directory.toRealPath());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    assertThat(StoreDirectory.files(directory)).isEmpty();
    assertThat(PrivateDirectory.prepare(directory).path()).isEqualTo(directory.toRealPath());
  }

  @Test
  void filesAreForTheirUserOnly() throws IOException {
    Path directory = PrivateDirectory.prepare(parent.resolve("store")).path();
    ClientRegistry.join(directory, ChronicleMemory::map, () -> 0L).close();

    assertThat(StoreDirectory.files(directory))
        .hasSize(3)
        .allSatisfy(
            file ->
                assertThat(
                        PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(directory.resolve(file))))
                    .isEqualTo("rw-------"));
  }

  @Test
  void refusesAFile() throws IOException {
    refuses(Files.createFile(parent.resolve("file")), "is no directory");
    refuses(parent.resolve("file/below"), "cannot be used");
  }

  @Test
  void refusesASymbolicLink() throws IOException {
    Path target = Files.createDirectory(parent.resolve("target"));

    refuses(Files.createSymbolicLink(parent.resolve("link"), target), "symbolic link");
  }

  @Test
  void refusesWhatOthersMayWriteTo() throws IOException {
    Path open = Files.createDirectory(parent.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

    refuses(open, "be written to by others (rwxrwxrwx)");
  }

  @Test
  void refusesADirectoryOfAnotherUser() throws IOException {
    Path directory = Path.of("/tmp");
    if (ROOT) {
      directory = Files.createDirectory(parent.resolve("theirs"));
      Files.setAttribute(directory, "unix:uid", 65_534);
    }
    refuses(directory, "belongs to user");
  }

  @Test
  void refusesWhatCannotBeWrittenTo() throws IOException {
    if (ROOT) {
      // The one place where root cannot write either; Linux has it.
      refuses(Path.of("/proc"), "cannot be used");
      refuses(Path.of("/proc/penstock/store"), "cannot be used");
      return;
    }
    Path directory = Files.createDirectory(parent.resolve("closed"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));
    refuses(directory, "is not writable");
    refuses(directory.resolve("below"), "is not writable");
  }
}
