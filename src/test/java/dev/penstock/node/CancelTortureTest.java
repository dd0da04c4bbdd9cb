package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.CallContext;
import dev.penstock.CallFailedException;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.Failure;
import dev.penstock.Threading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Trees of calls that end, fail, wait and are cancelled at random leave nothing behind. */
class CancelTortureTest {
  private static final int TREES = 600;
  private static final int SLOTS = 4;

  interface Tree {
    Future<String> grow(int seed);

    /** Waits with others until all slots are taken. */
    Future<String> meet();
  }

  /** What the replicas of one level have in common. */
  static class Level implements Tree {
    static final AtomicInteger BEGUN = new AtomicInteger();
    static final AtomicInteger ENDED = new AtomicInteger();
    static volatile CountDownLatch meeting = new CountDownLatch(0);
    static volatile Promise<String> met = Promise.promise();
    private final List<Tree> below;

    Level(List<Tree> below) {
      this.below = below;
    }

    @Override
    public Future<String> grow(int seed) {
      BEGUN.incrementAndGet();
      Random random = new Random(seed);
      List<Future<String>> children = new ArrayList<>();
      for (Tree tree : below) {
        for (int i = random.nextInt(3); i > 0; i--) {
          children.add(tree.grow(random.nextInt()));
        }
      }
      return end(random, children).onComplete(ended -> ENDED.incrementAndGet());
    }

    private static Future<String> end(Random random, List<Future<String>> children) {
      return switch (random.nextInt(5)) {
        case 0 -> Future.succeededFuture("others may go on");
        case 1 -> Future.failedFuture(new CallFailedException(Failure.BAD_ARGUMENT, "a bad seed"));
        case 2 -> {
          Promise<String> cancelled = Promise.promise();
          CallContext.current().onCancel(() -> cancelled.fail("nobody waits"));
          yield cancelled.future();
        }
        default -> Future.all(children).map("all");
      };
    }

    @Override
    public Future<String> meet() {
      meeting.countDown();
      return met.future();
    }
  }

  static final class Top extends Level {
    Top(Tree middle, Tree leaf) {
      super(List.of(middle, leaf));
    }
  }

  static final class Middle extends Level {
    Middle(Tree leaf) {
      super(List.of(leaf));
    }
  }

  static final class Leaf extends Level {
    Leaf() {
      super(List.of());
    }
  }

  @Test
  void everyCallEndsOnceAndAllSlotsAreFreeAtTheEnd() {
    var leaf = Deployment.of("Leaf", Leaf.class).maxOngoing(SLOTS).bind();
    var middle =
        Deployment.of("Middle", Middle.class)
            .threading(Threading.WORKER)
            .threads(4)
            .maxOngoing(SLOTS)
            .bind(leaf);
    var top = Deployment.of("Top", Top.class).maxOngoing(SLOTS).bind(middle, leaf);
    // Nothing here is abandoned: a slot that was lost stays lost.
    JsonObject never = new JsonObject().put("abandonAfter", "1h");
    try (var node = RunningNode.with(never, Application.of("app", top))) {
      AtomicInteger answers = new AtomicInteger();
      grow(node, answers);

      for (String each : List.of("Top", "Middle", "Leaf")) {
        meet(node.handle("app", each, Tree.class));
      }
      await(Level.ENDED, Level.BEGUN.get());
      assertThat(answers).hasValue(TREES);
    }
  }

  private static void grow(RunningNode node, AtomicInteger answers) {
    Random random = new Random(42);
    Tree top = node.handle("app", "Top", Tree.class);
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 0; i < TREES; i++) {
      Duration patience = Duration.ofMillis(1 + random.nextInt(60));
      Future<String> call = CallOptions.timeout(patience).on(top).grow(random.nextInt());
      calls.add(call.onComplete(ended -> answers.incrementAndGet()));
    }
    calls.forEach(call -> RunningNode.await(call.otherwiseEmpty()));
  }

  /** Takes all slots of a replica at the same time. */
  private static void meet(Tree tree) {
    Level.meeting = new CountDownLatch(SLOTS);
    Level.met = Promise.promise();
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 0; i < SLOTS; i++) {
      calls.add(tree.meet());
    }
    RunningNode.await(Level.meeting);
    Level.met.complete("met");
    calls.forEach(call -> assertThat(RunningNode.await(call)).isEqualTo("met"));
  }

  private static void await(AtomicInteger counter, int value) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (counter.get() != value && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(counter).hasValue(value);
  }
}
