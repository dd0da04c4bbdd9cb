package dev.penstock.store;

import java.nio.file.Path;
import java.util.Scanner;
import org.jspecify.annotations.Nullable;

/** Joins a directory as a process of its own, and answers what it is asked. */
final class JoiningProcess {
  private JoiningProcess() {}

  /** With the directory; joins at the first line, ends at the end of its input. */
  public static void main(String[] arguments) throws Exception {
    Path directory = PrivateDirectory.prepare(Path.of(arguments[0])).path();
    @Nullable ClientRegistry registry = null;
    Scanner in = new Scanner(System.in, "UTF-8");
    System.out.println("ready");
    while (in.hasNextLine()) {
      switch (in.nextLine()) {
        case "join" -> {
          registry = join(directory);
          System.out.println(registry == null ? "refused" : registry.self().index());
        }
        case "take all" -> {
          int taken = 0;
          for (int index = 0; index < Client.MOST; index++) {
            taken += Lease.take(directory, index) == null ? 0 : 1;
          }
          System.out.println(taken);
        }
        case "leave" -> {
          if (registry != null) {
            registry.close();
          }
          System.out.println("left");
        }
        default -> System.out.println("?");
      }
    }
  }

  private static @Nullable ClientRegistry join(Path directory) {
    try {
      return ClientRegistry.join(directory, ChronicleMemory::map, System::currentTimeMillis);
    } catch (StoreException e) {
      return null;
    }
  }
}
