package dev.penstock.batch;

import dev.penstock.BatchPolicy;
import dev.penstock.message.BatchObserver;
import dev.penstock.message.CallScope;
import dev.penstock.message.CurrentCall;
import dev.penstock.message.ModelListener;
import dev.penstock.message.OwnReplica;
import dev.penstock.message.ReplicaId;
import dev.penstock.message.ReplicaProfile;
import dev.penstock.message.RequestOrigin;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A batch function that remembers what it got and answers when the test says so, and its batcher on
 * a scripted thread of a replica.
 */
final class ScriptedFunction {
  static final Duration ABANDON_AFTER = Duration.ofSeconds(4);

  final ScriptedThread thread = new ScriptedThread();

  /** What the function got, batch by batch. */
  final List<List<String>> batches = new ArrayList<>();

  /** The current call of each batch. */
  final List<CallScope> scopes = new ArrayList<>();

  final List<BatchObserver.Outcome> outcomes = new ArrayList<>();
  final List<Promise<List<String>>> answers = new ArrayList<>();
  final BatchQueue<String, String> batcher;
  int ongoing;
  int wanted;

  /** What the function does if it is not to wait for the test. */
  @Nullable Function<List<String>, Future<List<String>>> behaviour;

  ScriptedFunction(BatchPolicy policy) {
    this(policy, null);
  }

  ScriptedFunction(BatchPolicy policy, @Nullable Function<String, ?> groupBy) {
    ReplicaProfile replica =
        new ReplicaProfile(
            new OwnReplica(new ReplicaId("app", "Model", 1, 0, "node"), 0),
            () -> ongoing,
            calls -> wanted = calls,
            () -> 100,
            ABANDON_AFTER,
            (items, waited, outcome) -> outcomes.add(outcome),
            ModelListener.NONE);
    batcher =
        new BatchQueue<>(this::apply, policy, groupBy, replica, scope -> thread, thread::nanos);
  }

  private Future<List<String>> apply(List<String> items) {
    batches.add(items);
    scopes.add(CurrentCall.get());
    if (behaviour != null) {
      return behaviour.apply(items);
    }
    Promise<List<String>> answer = Promise.promise();
    answers.add(answer);
    return answer.future();
  }

  /** Answers the oldest batch that waits for it: each item with itself and an exclamation mark. */
  void answer() {
    answers.remove(0).complete(loud(batches.get(batches.size() - 1 - answers.size())));
    thread.runQueue();
  }

  static List<String> loud(List<String> items) {
    return items.stream().map(item -> item + "!").toList();
  }

  Future<String> submit(String item) {
    return batcher.submit(item);
  }

  /** Submits in a call of its own with that deadline. */
  Future<String> submit(String item, CallScope scope) {
    return scope.wrapSupplier(() -> batcher.submit(item)).get();
  }

  /** A call that the test may cancel. */
  static CallScope scope(String requestId) {
    return new CallScope(RequestOrigin.of(requestId), CallScope.NO_DEADLINE);
  }

  CallScope scope(String requestId, Duration left) {
    return new CallScope(RequestOrigin.of(requestId), thread.nanos() + left.toNanos());
  }
}
