package dev.penstock.benchmarks.cluster;

import dev.penstock.Penstock;
import java.util.List;

/** Calls within a node of a cluster, next to the same in a node that is alone, in one JVM. */
final class LocalCalls {
  private static final int COUNT = 300_000;

  private LocalCalls() {}

  /** The caller's node is a member of a cluster. */
  static void print(Drive clustered, int rounds) {
    try (Penstock penstock = Penstock.settings(EchoNode.alone()).run(EchoNode.aloneApplication())) {
      Drive alone = penstock.handle("alone", "Drive", Drive.class);
      Turns turns = new Turns("20 characters, in the node", "to alone");
      for (boolean sameLoop : List.of(true, false)) {
        int there = callee(alone, 0, sameLoop);
        int here = callee(clustered, EchoNode.CALLEES, sameLoop);
        if (there < 0 || here < 0) {
          continue;
        }
        String where = sameLoop ? ", same loop" : ", other loop";
        for (int window : new int[] {1, 64}) {
          int count = window == 1 && !sameLoop ? COUNT / 10 : COUNT;
          turns.run(
              rounds,
              window,
              new Turns.Subject(
                  "alone" + where, () -> alone.run(Way.CALL, there, window, count, 0)),
              new Turns.Subject(
                  "cluster" + where, () -> clustered.run(Way.CALL, here, window, count, 0)));
        }
      }
      turns.print();
    }
  }

  private static int callee(Drive drive, int from, boolean sameLoop) {
    for (int i = from; i < from + EchoNode.CALLEES; i++) {
      if (Turns.await(drive.onThisThread(i)) == sameLoop) {
        return i;
      }
    }
    return -1;
  }
}
