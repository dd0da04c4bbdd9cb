package dev.penstock.router;

import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.message.Call;
import io.netty.channel.EventLoop;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Draws two replicas and takes the one with fewer ongoing calls; of equals the one on the caller's
 * event loop, where a call costs no change of thread.
 */
record PowerOfTwo(IntUnaryOperator random) implements Selection {
  @Override
  public @Nullable ReplicaEntry take(Call call, ReplicaEntry[] serving, @Nullable EventLoop near) {
    int count = serving.length;
    if (count < 2) {
      return count == 1 && serving[0].slots().tryTake() ? serving[0] : null;
    }
    int one = random.applyAsInt(count);
    int two = random.applyAsInt(count - 1);
    if (two >= one) {
      two++;
    }
    ReplicaEntry better = better(serving[one], serving[two], near);
    if (better.slots().tryTake()) {
      return better;
    }
    return Selection.firstFree(serving, two);
  }

  private static ReplicaEntry better(ReplicaEntry a, ReplicaEntry b, @Nullable EventLoop near) {
    int difference = a.slots().ongoing() - b.slots().ongoing();
    if (difference == 0 && near != null) {
      return b.loop() == near ? b : a;
    }
    return difference <= 0 ? a : b;
  }
}
