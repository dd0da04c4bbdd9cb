package dev.penstock.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory that processes share objects in: of one user, whom its files belong to, and no one
 * else may write there. Whoever can write into it could put other bytes under an object's name.
 */
final class StoreDirectory {
  /** How files are made: for their user only. */
  static final FileAttribute<Set<PosixFilePermission>> OF_FILES =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** Opens a file to write, and makes it if it is missing. */
  static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

  private static final FileAttribute<Set<PosixFilePermission>> OF_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final Set<PosixFilePermission> OTHERS_WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
  private static final String PROBE = "probe-";

  private StoreDirectory() {}

  /**
   * Makes the directory if it is missing, and checks it.
   *
   * @return its real path
   * @throws StoreException if it cannot be used; says why and what to do
   */
  static Path prepare(Path directory) {
    try {
      make(directory);
      if (Files.isSymbolicLink(directory)) {
        throw unusable(directory, "is a symbolic link; name the directory itself", null);
      }
      if (!Files.isDirectory(directory)) {
        throw unusable(directory, "is no directory; name another, or remove the file", null);
      }
      Path real = directory.toRealPath();
      checkOwner(real);
      return real;
    } catch (AccessDeniedException e) {
      throw unusable(directory, "may not be written to; allow it, or name another", e);
    } catch (IOException e) {
      throw unusable(directory, "cannot be used: " + e.getMessage() + "; name another", e);
    }
  }

  private static void make(Path directory) throws IOException {
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      Files.createDirectory(directory, OF_DIRECTORY);
    } catch (FileAlreadyExistsException e) {
      // by a process that starts at the same time
    }
  }

  private static void checkOwner(Path directory) throws IOException {
    // A file of our own tells who we are; names of users are missing in many containers.
    Path probe = Files.createTempFile(directory, PROBE, null, OF_FILES);
    try {
      if (!Files.getOwner(probe).equals(Files.getOwner(directory))) {
        String owner = Files.getOwner(directory).getName();
        throw unusable(directory, "belongs to user " + owner + "; name another", null);
      }
    } finally {
      Files.delete(probe);
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
    if (OTHERS_WRITE.stream().anyMatch(permissions::contains)) {
      throw unusable(
          directory,
          "may be written to by others ("
              + PosixFilePermissions.toString(permissions)
              + "); take that away by chmod 700, or name another",
          null);
    }
  }

  private static StoreException unusable(Path directory, String why, @Nullable Exception cause) {
    return new StoreException("the store's directory " + directory + " " + why, cause);
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
