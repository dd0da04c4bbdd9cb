package dev.penstock.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The files in a store's directory. */
final class StoreDirectory {
  private static final String PROBE = "probe-";

  /** Opens a file to write, and makes it if it is missing. */
  static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

  private StoreDirectory() {}

  /** How files are made: for their user only, where there are users. */
  static FileAttribute<?>[] ofFiles() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Makes an empty file that tells who we are; to be deleted. */
  static Path probe(Path directory) throws IOException {
    return Files.createTempFile(directory, PROBE, null, ofFiles());
  }

  /** Names of all that is in it. */
  static List<String> files(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        names.add(String.valueOf(file.getFileName()));
      }
    }
    return names;
  }

  /** Whether a file that is no segment belongs to a store. */
  static boolean isKnown(String name) {
    return name.equals(RegistryFile.NAME)
        || name.equals(ClientRegistry.LOCK)
        || Lease.isFile(name)
        || name.startsWith(PROBE);
  }
}
