package dev.penstock.jar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands that a process follows which is to see a directory otherwise than all others do: it has
 * a mount namespace of its own, for which root, or a user namespace, is needed. A test that asks
 * for it where there is neither is skipped.
 */
final class Mounts {
  private static final List<List<String>> WAYS =
      List.of(List.of("unshare", "-m"), List.of("unshare", "-Urm"));

  private Mounts() {}

  /** It finds an empty disk of that size, such as {@code 64m}, in a directory. */
  static List<String> small(Path directory, String size) {
    return behind("mount -t tmpfs -o mode=700,size=" + size + " tmpfs \"$0\"", directory);
  }

  /** It may read what is in a directory, and write nothing. */
  static List<String> readOnly(Path directory) {
    return behind("mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\"", directory);
  }

  /** A directory as a process sees it that runs behind such a command. */
  static Path seenBy(PenstockProcess process, Path directory) {
    return Path.of("/proc/" + process.pid() + "/root" + directory);
  }

  private static List<String> behind(String mount, Path directory) {
    String why = "";
    for (List<String> way : WAYS) {
      List<String> command = new ArrayList<>(way);
      command.addAll(List.of("sh", "-c", mount + " && exec \"$@\"", directory.toString()));
      List<String> probe = new ArrayList<>(command);
      probe.add("true");
      why = failure(probe);
      if (why.isEmpty()) {
        return command;
      }
    }
    // Surefire does not tell why.
    System.out.println("skipped, since nothing can be mounted here: " + why);
    return abort(why);
  }

  /** Why a command failed; empty if it has not. */
  private static String failure(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      return process.waitFor() == 0 ? "" : "failed: " + output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
