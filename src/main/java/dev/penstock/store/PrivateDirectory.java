package dev.penstock.store;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a store: this user's alone, where the file system knows users. Whoever else
 * could write into it could put other bytes under an object's name.
 *
 * @param path without links
 */
record PrivateDirectory(Path path) {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OTHERS_WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  /**
   * Makes the directory if it is missing, and checks it. What exists keeps its permissions: it may
   * be a directory that others need.
   *
   * @throws StoreException if it cannot be used; says why and what to do
   */
  static PrivateDirectory prepare(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    try {
      boolean posix = make(absolute);
      if (Files.isSymbolicLink(absolute)) {
        throw unusable(absolute, "is a symbolic link: name the directory itself", null);
      }
      if (!Files.isDirectory(absolute, NOFOLLOW_LINKS)) {
        throw unusable(absolute, "is no directory: name another, or remove the file", null);
      }
      UserPrincipal owner = Files.getOwner(absolute, NOFOLLOW_LINKS);
      checkOwner(absolute, owner);
      if (posix) {
        checkPermissions(absolute);
      }
      return new PrivateDirectory(absolute.toRealPath());
    } catch (AccessDeniedException e) {
      throw unusable(absolute, "is not writable: allow it, or name another", e);
    } catch (IOException e) {
      throw unusable(absolute, "cannot be used (" + e + "): name another", e);
    }
  }

  private static boolean make(Path directory) throws IOException {
    Path parent = directory.getParent();
    if (parent == null) {
      throw unusable(directory, "is the root of a file system: name a directory in it", null);
    }
    if (!Files.isDirectory(parent)) {
      Files.createDirectories(parent);
    }
    boolean posix =
        Files.getFileStore(parent).supportsFileAttributeView(PosixFileAttributeView.class);
    try {
      if (posix) {
        Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      } else {
        Files.createDirectory(directory);
      }
    } catch (FileAlreadyExistsException e) {
      // the usual case; also when two processes start at the same time
    }
    return posix;
  }

  /** A file of our own tells who we are: users have no names in many containers. */
  private static void checkOwner(Path directory, UserPrincipal owner) throws IOException {
    Path probe;
    try {
      probe = StoreDirectory.probe(directory);
    } catch (AccessDeniedException e) {
      String why = "is not writable; it belongs to user " + owner.getName();
      throw unusable(directory, why + ": allow it, or name another", e);
    }
    try {
      if (!Files.getOwner(probe).equals(owner)) {
        throw unusable(directory, "belongs to user " + owner.getName() + ": name another", null);
      }
    } finally {
      Files.delete(probe);
    }
  }

  private static void checkPermissions(Path directory) throws IOException {
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(directory);
    if (found.stream().anyMatch(OTHERS_WRITE::contains)) {
      String permissions = PosixFilePermissions.toString(found);
      throw unusable(
          directory,
          "may be written to by others (" + permissions + "): chmod 700, or name another",
          null);
    }
  }

  private static StoreException unusable(Path directory, String why, @Nullable Exception cause) {
    return new StoreException(
        "the object store's directory " + directory + " " + why + " (store.directory)", cause);
  }
}
