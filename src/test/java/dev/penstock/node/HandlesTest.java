package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static dev.penstock.node.RunningNode.failure;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Application;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.Failure;
import dev.penstock.Handle;
import dev.penstock.Penstock;
import dev.penstock.Threading;
import dev.penstock.junit5.CallTo;
import dev.penstock.junit5.Graph;
import dev.penstock.junit5.Injected;
import dev.penstock.junit5.PenstockTest;
import dev.penstock.junit5.UserFailures;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Handles as user code sees them: in deployments and outside. */
@PenstockTest
class HandlesTest {
  /** Package-private on purpose. */
  interface Words {
    Future<String> shout(String word);

    CompletionStage<String> whisper(String word);

    String repeat(String word, int times);

    default Future<String> shoutTwice(String word) {
      return shout(word).compose(this::shout);
    }
  }

  static final class LoudWords implements Words {
    private final String mark;

    LoudWords(String mark) {
      this.mark = mark;
    }

    @Override
    public Future<String> shout(String word) {
      return Future.succeededFuture(word + mark);
    }

    @Override
    public CompletionStage<String> whisper(String word) {
      return CompletableFuture.completedFuture("(" + word + ")");
    }

    @Override
    public String repeat(String word, int times) {
      return word.repeat(times);
    }

    /** Never called over a handle: the contract's own default runs at the caller. */
    @Override
    public Future<String> shoutTwice(String word) {
      return Future.failedFuture("the callee's");
    }
  }

  interface Front {
    Future<String> typed(String word);

    Future<String> untyped(String word);

    Future<String> blocking(String word);

    Future<String> all(String word);
  }

  static final class WordsFront implements Front {
    private final Words words;
    private final Handle handle;
    private final List<Words> list;
    private final Map<String, Words> map;

    WordsFront(Words words, Handle handle, List<Words> list, Map<String, Words> map) {
      this.words = words;
      this.handle = handle;
      this.list = list;
      this.map = map;
    }

    @Override
    public Future<String> typed(String word) {
      return words.shoutTwice(word);
    }

    @Override
    public Future<String> untyped(String word) {
      return handle.call(String.class, "shout", word);
    }

    @Override
    public Future<String> blocking(String word) {
      return Future.succeededFuture(words.repeat(word, 2));
    }

    @Override
    public Future<String> all(String word) {
      return list.get(1)
          .shout(word)
          .compose(one -> list.get(0).shout(one))
          .compose(two -> requireNonNull(map.get("far")).shout(two));
    }
  }

  interface Root {
    Future<String> ping(String word);
  }

  static final class AnyRoot implements Root {
    AnyRoot(Front loop, Front worker) {}

    @Override
    public Future<String> ping(String word) {
      return Future.succeededFuture(word);
    }
  }

  @Graph
  static Application graph() {
    var words = Deployment.of("Words", LoudWords.class).bind("!");
    var other = Deployment.of("Other", LoudWords.class).bind("?");
    Object[] args = {words, words, List.of(words, other), Map.of("far", other)};
    var loop = Deployment.of("OnLoop", WordsFront.class).bind(args);
    var worker = Deployment.of("OnWorker", WordsFront.class).threading(Threading.WORKER).bind(args);
    return Application.of("app", Deployment.of(AnyRoot.class).bind(loop, worker));
  }

  @Injected private Penstock node;

  @CallTo("Words")
  private Words words;

  @CallTo("OnLoop")
  private Front onLoop;

  @Test
  void callsAPackagePrivateClassThroughItsPackagePrivateContract() {
    assertThat(await(words.shout("hey"))).isEqualTo("hey!");
  }

  @Test
  void completionStageContractGivesAStage() {
    assertThat(await(words.whisper("hush").toCompletableFuture())).isEqualTo("(hush)");
  }

  @Test
  void defaultMethodRunsAtTheCaller() {
    assertThat(await(onLoop.typed("hey"))).isEqualTo("hey!!");
  }

  @Test
  void untypedHandleCallsByName() {
    assertThat(await(onLoop.untyped("hey"))).isEqualTo("hey!");
  }

  @Test
  void untypedHandleNamesTheMethodsThereAre(@CallTo("Words") Handle handle) {
    var unknown = failure(handle.call("shuot", "hey"));
    assertThat(unknown.failure()).isEqualTo(Failure.BAD_ARGUMENT);
    assertThat(unknown).hasMessageContaining("shuot").hasMessageContaining("whisper");
    assertThat(failure(handle.call("repeat", "hey")))
        .hasMessageContaining("repeat takes 2 arguments, 1 were given");
    assertThat(failure(handle.call("repeat", "hey", "two")).failure())
        .isEqualTo(Failure.BAD_ARGUMENT);
    assertThat(failure(handle.call(Integer.class, "shout", "hey")))
        .hasMessageContaining("java.lang.String");
  }

  @Test
  void handlesInListsAndMapsLeadWhereTheyWereBound() {
    assertThat(await(onLoop.all("hey"))).isEqualTo("hey?!?");
  }

  @Test
  void blockingMethodWorksOnAWorkerAndOnAForeignThread(@CallTo("OnWorker") Front onWorker) {
    assertThat(await(onWorker.blocking("ab"))).isEqualTo("abab");
    assertThat(words.repeat("ab", 3)).isEqualTo("ababab");
  }

  @Test
  void blockingMethodIsRefusedOnAnEventLoopAndSaysWhatToDo(UserFailures failures) {
    assertThat(failure(onLoop.blocking("ab")))
        .hasMessageContaining("IllegalStateException: app/Words.repeat blocks")
        .hasMessageContaining("return a Future, or run the caller with \"threading\": \"worker\"");
    assertThat(failures.takeOne().deployment()).isEqualTo("app/OnLoop");
  }

  @Test
  void methodsOfObjectAnswerLocally() {
    Words one = words;
    Words other = node.handle("app", "Words", Words.class);

    assertThat(Set.of(one, other)).contains(one, other).hasSize(2);
    assertThat(one).isNotEqualTo(other).isNotEqualTo(null);
    assertThat(one).hasToString("Handle[app/Words as " + Words.class.getName() + "]");
  }

  @Test
  void handleWithOptionsIsMadeOnce() {
    CallOptions options = CallOptions.timeout(Duration.ofSeconds(1));

    assertThat(options.on(words))
        .isNotSameAs(words)
        .isSameAs(CallOptions.none().within(Duration.ofSeconds(1)).on(words))
        .isNotSameAs(CallOptions.timeout(Duration.ofSeconds(2)).on(words));
    Handle untyped = node.handle("app", "Words", Handle.class);
    assertThat(options.on(untyped)).isNotSameAs(untyped).isSameAs(options.on(untyped));
    assertThat(await(options.on(words).shout("hey"))).isEqualTo("hey!");
  }

  @Test
  void optionsOfAFakeGiveTheFake() {
    Root fake = Future::succeededFuture;

    assertThat(CallOptions.timeout(Duration.ofSeconds(1)).on(fake)).isSameAs(fake);
  }

  @Test
  void foreignThreadGetsCallbacksOnAnEventLoopOfTheNode() {
    CompletableFuture<String> thread = new CompletableFuture<>();
    words
        .shout("hey")
        .onComplete(
            done ->
                thread.complete(
                    Thread.currentThread().getName() + " " + Context.isOnEventLoopThread()));

    assertThat(await(thread)).contains("eventloop").endsWith(" true");
  }

  @Test
  void callerWithItsOwnVertxGetsCallbacksOnItsOwnContext() {
    Vertx own = Vertx.vertx();
    try {
      Context context = own.getOrCreateContext();
      CompletableFuture<Context> seen = new CompletableFuture<>();
      context.runOnContext(
          go -> words.shout("hey").onComplete(done -> seen.complete(Vertx.currentContext())));

      assertThat(await(seen)).isSameAs(context);
    } finally {
      await(own.close());
    }
  }

  @Test
  void refusesHandlesToWhatIsNotThere() {
    assertThatThrownBy(() -> node.handle("app", "Wrods", Words.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Wrods");
    assertThatThrownBy(() -> node.handle("app", "Words", Front.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only as [" + Words.class.getName() + "]");
  }
}
