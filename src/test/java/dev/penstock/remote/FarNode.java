package dev.penstock.remote;

import dev.penstock.Penstock;
import dev.penstock.message.PayloadMemory;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;

/** A node of {@link FarModels} as a process of its own, which tells what is in its store. */
final class FarNode {
  /** What its own lines begin with; others are of the log. */
  static final String MARK = "= ";

  private FarNode() {}

  /** With the directory of its store, the name of the cluster and a member of it. */
  public static void main(String[] arguments) {
    try (Penstock node =
        FarModels.start(Path.of(arguments[0]), arguments[1], 0, List.of(arguments[2]))) {
      System.out.println(MARK + node.url());
      Scanner in = new Scanner(System.in, "UTF-8");
      while (in.hasNextLine()) {
        in.nextLine();
        System.out.println(MARK + PayloadMemory.status().orElseThrow().objects());
      }
    }
  }
}
