package dev.penstock.cli;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * By what files are told from later versions of themselves.
 *
 * @param byFile of each file that is there
 */
record FileStamps(Map<Path, Stamp> byFile) {
  /**
   * A version of a file.
   *
   * @param size in bytes
   * @param modified when it was written last
   * @param key what the file system tells files apart by, so that a replaced one is another
   */
  record Stamp(long size, FileTime modified, @Nullable Object key) {
    static Stamp of(BasicFileAttributes attributes) {
      return new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }
  }

  /** Copies the map. */
  FileStamps {
    byFile = Map.copyOf(byFile);
  }

  /** Without the files that were written since then. */
  FileStamps before(Instant since) {
    Map<Path, Stamp> older = new HashMap<>(byFile);
    older.values().removeIf(stamp -> !stamp.modified().toInstant().isBefore(since));
    return new FileStamps(older);
  }

  /** What differs in {@code now}, in words; by file names, the first of several. */
  String changes(FileStamps now) {
    TreeSet<Path> changed = new TreeSet<>(now.byFile.keySet());
    changed.addAll(byFile.keySet());
    changed.removeIf(file -> Objects.equals(byFile.get(file), now.byFile.get(file)));
    if (changed.isEmpty()) {
      return "nothing";
    }
    int more = changed.size() - 1;
    return changed.first().getFileName() + (more == 0 ? "" : " and " + Counted.of(more, "other"));
  }
}
