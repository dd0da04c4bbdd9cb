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
  public Choice among(ReplicaEntry[] serving) {
    return switch (serving.length) {
      case 0 -> (call, near) -> null;
      case 1 -> (call, near) -> serving[0].slots().tryTake() ? serving[0] : null;
      case 2 -> new OfTwo(random, serving[0], serving[1]);
      default -> new Drawn(random, serving);
    };
  }

  /** There is nothing to draw but which of two equals it is. */
  private record OfTwo(IntUnaryOperator random, ReplicaEntry a, ReplicaEntry b) implements Choice {
    @Override
    public @Nullable ReplicaEntry take(Call call, @Nullable EventLoop near) {
      boolean first = firstIsBetter(near);
      ReplicaEntry better = first ? a : b;
      if (better.slots().tryTake()) {
        return better;
      }
      ReplicaEntry other = first ? b : a;
      return other.slots().tryTake() ? other : null;
    }

    private boolean firstIsBetter(@Nullable EventLoop near) {
      int difference = a.slots().ongoing() - b.slots().ongoing();
      if (difference != 0) {
        return difference < 0;
      }
      boolean nearA = near != null && a.loop() == near;
      boolean nearB = near != null && b.loop() == near;
      return nearA == nearB ? random.applyAsInt(2) == 0 : nearA;
    }
  }

  private static final class Drawn implements Choice {
    private final IntUnaryOperator random;
    private final ReplicaEntry[] serving;

    Drawn(IntUnaryOperator random, ReplicaEntry[] serving) {
      this.random = random;
      this.serving = serving;
    }

    @Override
    public @Nullable ReplicaEntry take(Call call, @Nullable EventLoop near) {
      int one = random.applyAsInt(serving.length);
      int two = random.applyAsInt(serving.length - 1);
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
}
