package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cli.FileStamps.Stamp;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** When a change counts as made, look by look. */
class FileChangesTest {
  private static final FileStamps OLD = size(1);

  private final Queue<FileStamps> looks = new ArrayDeque<>();
  private final List<Duration> pauses = new ArrayList<>();

  @Test
  void waitsUntilAFileDiffers() throws InterruptedException {
    assertThat(await(OLD, OLD, size(2), size(2))).isEqualTo(size(2));

    assertThat(pauses).containsExactly(FileChanges.PERIOD, FileChanges.PERIOD, FileChanges.QUIET);
  }

  @Test
  void waitsUntilABuildHasWrittenItsLastFile() throws InterruptedException {
    assertThat(await(OLD, size(2), size(3), size(4), size(4))).isEqualTo(size(4));

    assertThat(pauses)
        .containsExactly(
            FileChanges.PERIOD, FileChanges.QUIET, FileChanges.QUIET, FileChanges.QUIET);
  }

  @Test
  void changeThatIsUndoneBeforeItIsQuietIsNone() throws InterruptedException {
    assertThat(await(OLD, size(2), OLD, OLD, size(3), size(3))).isEqualTo(size(3));
  }

  @Test
  void changeMadeBeforeItLooksMustBeQuietToo() throws InterruptedException {
    assertThat(await(size(2), size(2))).isEqualTo(size(2));

    assertThat(pauses).containsExactly(FileChanges.QUIET);
  }

  private FileStamps await(FileStamps... script) throws InterruptedException {
    looks.addAll(List.of(script));
    var changes = new FileChanges(files -> looks.remove(), pauses::add);
    FileStamps changed = changes.await(WatchedFiles.NONE, OLD);
    assertThat(looks).isEmpty();
    return changed;
  }

  private static FileStamps size(long size) {
    return new FileStamps(Map.of(Path.of("app.json"), new Stamp(size, FileTime.fromMillis(0), 1)));
  }
}
