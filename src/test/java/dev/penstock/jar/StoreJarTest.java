package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.store.ChildJvm;
import dev.penstock.store.StoreProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code penstock store} prints of a store in use, and after its processes were killed. */
@Tag("jar")
class StoreJarTest {
  @TempDir private Path directory;

  private String store() throws Exception {
    try (var penstock = PenstockProcess.java("store", directory.toString())) {
      assertThat(penstock.exitCode()).isZero();
      return String.join("\n", penstock.stdout());
    }
  }

  @Test
  void callsADeadProcessDead() throws Exception {
    try (ChildJvm writer = StoreProcess.start(directory);
        ChildJvm reader = StoreProcess.start(directory)) {
      reader.ask("acquire " + writer.ask("put 2000000 33"));
      assertThat(store())
          .contains(": 2 processes, 2 segments of 16 MiB, 1 object of 1.9 MiB")
          .containsPattern("\n0 +alive .* " + writer.pid() + " +1 +1.9 MiB +1 +1.9 MiB\n")
          .containsPattern("\n1 +alive .* " + reader.pid() + " +0 +0 B +1 +1.9 MiB\n")
          .containsPattern("\nseg-[0-9a-f]{16}-0.pss +0 +0 1 +8 MiB");

      reader.kill();
      writer.kill();

      assertThat(store())
          .contains(": 2 processes (2 dead), 2 segments of 16 MiB, 1 object of 1.9 MiB")
          .containsPattern("\n0 +dead .* " + writer.pid() + " ")
          .containsPattern("\n1 +dead .* " + reader.pid() + " ");
    }
  }

  @Test
  void refusesWhatIsNoStore() throws Exception {
    try (var penstock = PenstockProcess.java("store", directory.resolve("none").toString())) {
      assertThat(penstock.exitCode()).isEqualTo(2);
      assertThat(penstock.stderr()).containsExactly("error: " + directory + "/none does not exist");
    }
  }
}
