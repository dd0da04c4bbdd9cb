package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Application;
import dev.penstock.ConfigurationException;
import dev.penstock.Deployment;
import dev.penstock.DeploymentLifecycle;
import dev.penstock.HttpIngress;
import dev.penstock.Penstock;
import dev.penstock.ReplicaContext;
import dev.penstock.StartFailedException;
import dev.penstock.UserFailure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects that are served in place of deployments. */
class FakesTest {
  interface Words {
    Future<List<String>> list(List<String> words);
  }

  interface Desk {
    Future<List<String>> ask(List<String> words);
  }

  static final class WordsDesk implements Desk {
    private final Words words;

    WordsDesk(Words words) {
      this.words = words;
    }

    @Override
    public Future<List<String>> ask(List<String> words) {
      return this.words.list(words);
    }
  }

  /** Must never be made. */
  static final class RealWords implements Words {
    RealWords(Desk below) {
      throw new AssertionError("the replaced one was started");
    }

    @Override
    public Future<List<String>> list(List<String> words) {
      return Future.failedFuture("the replaced one was called");
    }
  }

  private static final Words ECHO = Future::succeededFuture;

  @TempDir Path folder;

  private static Penstock.Launch launch() {
    JsonObject http = new JsonObject().put("port", 0).put("eventLoops", 2);
    return Penstock.settings(new JsonObject().put("http", http).put("store", RunningNode.store()))
        .loadedBy(FakesTest.class.getClassLoader());
  }

  private static Application application() {
    var below = Deployment.of("Below", WordsDesk.class).bind("no such argument");
    var real = Deployment.of("Words", RealWords.class).replicas(3).bind(below);
    return Application.of("app", Deployment.of("Desk", WordsDesk.class).bind(real));
  }

  private Path file() throws IOException {
    return Files.writeString(
        folder.resolve("app.json"),
        """
        {"http": {"port": 1},
         "applications": [{"name": "app", "root": "Desk", "classpath": ["not-built-yet.jar"],
          "deployments": {
            "Desk": {"class": "dev.penstock.node.FakesTest$WordsDesk",
                     "args": {"words": {"$handle": "Words"}}},
            "Words": {"class": "acme.NotThere", "replicas": 3, "args": [{"$handle": "Below"}]},
            "Below": {"class": "acme.NotThereEither"}}}]}
        """);
  }

  @Test
  void replacedClassOfAFileNeedsNotEvenExist() throws IOException {
    try (Penstock node = launch().replace("Words", ECHO).run(file())) {
      assertThat(await(node.handle("Desk", Desk.class).ask(List.of("a")))).containsExactly("a");
      assertThatThrownBy(() -> node.handle("Below", Desk.class))
          .hasMessage("there is no deployment \"Below\"; there is: Words, Desk");
    }
  }

  @Test
  void replacedDeploymentInJavaIsNotStartedNorWhatOnlyItCalled() {
    try (Penstock node = launch().replace("app/Words", ECHO).run(application())) {
      assertThat(await(node.handle("Desk", Desk.class).ask(List.of("a")))).containsExactly("a");
    }
  }

  @Test
  void fakeSeesCopiesAsARealOneDoes() {
    List<List<String>> seen = new CopyOnWriteArrayList<>();
    Words keeping =
        new Words() {
          @Override
          public Future<List<String>> list(List<String> words) {
            seen.add(words);
            words.add("fake");
            return Future.succeededFuture(words);
          }
        };

    try (Penstock node = launch().replace("Words", keeping).run(application())) {
      List<String> mine = new ArrayList<>(List.of("a"));
      List<String> answer = await(node.handle("Words", Words.class).list(mine));

      answer.add("caller");
      assertThat(mine).containsExactly("a");
      assertThat(seen).containsExactly(List.of("a", "fake"));
    }
  }

  /** Writes down its life. */
  static final class Living implements Words, DeploymentLifecycle {
    final List<String> life = new CopyOnWriteArrayList<>();

    @Override
    public Future<Void> start(ReplicaContext replica) {
      life.add("started " + replica.deployment() + " " + replica.index());
      return Future.succeededFuture();
    }

    @Override
    public Future<List<String>> list(List<String> words) {
      life.add("called on an event loop: " + Context.isOnEventLoopThread());
      return Future.succeededFuture(words);
    }

    @Override
    public Future<Void> stop() {
      life.add("stopped");
      return Future.succeededFuture();
    }
  }

  @Test
  void fakeIsOneReplicaOnAnEventLoopWithALifeOfItsOwn() {
    Living fake = new Living();

    try (Penstock node = launch().replace("Words", fake).run(application())) {
      await(node.handle("Words", Words.class).list(List.of()));
    }

    assertThat(fake.life)
        .containsExactly("started Words 0", "called on an event loop: true", "stopped");
  }

  @Test
  void fakeThatCannotStartIsToldAsAnyOther() {
    var fake =
        new RefusingWords() {
          @Override
          public Future<Void> start(ReplicaContext replica) {
            return Future.failedFuture("not today");
          }
        };

    assertThatThrownBy(() -> launch().replace("Words", fake).run(application()))
        .isInstanceOf(StartFailedException.class)
        .hasMessageContaining("app/Words#0")
        .hasMessageContaining("not today");
  }

  abstract static class RefusingWords implements Words, DeploymentLifecycle {
    @Override
    public Future<List<String>> list(List<String> words) {
      throw new IllegalStateException("bad day");
    }
  }

  @Test
  void failureOfAFakeIsAFailureOfUserCode() {
    List<UserFailure> failures = new CopyOnWriteArrayList<>();
    var fake = new RefusingWords() {};

    try (Penstock node =
        launch().replace("Words", fake).onUserFailure(failures::add).run(application())) {
      RunningNode.failure(node.handle("Desk", Desk.class).ask(List.of()));
    }

    assertThat(failures).hasSize(1);
    assertThat(failures.get(0).deployment()).isEqualTo("app/Words");
    assertThat(failures.get(0).method()).isEqualTo("list");
    assertThat(failures.get(0).cause()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void plainRootCanBeReplacedAndIsCalledOverHttp() {
    Desk fake = Future::succeededFuture;

    try (RunningNode node = RunningNode.of(launch().replace("Desk", fake), application())) {
      var answer = node.post("/", "[\"a\"]", "content-type", "application/json");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("[\"a\"]");
    }
  }

  @Test
  void ingressCannotBeAFake() {
    HttpIngress fake = router -> {};

    assertThatThrownBy(() -> launch().replace("Desk", fake).run(application()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("$.applications[0].deployments.Desk: ")
        .hasMessageContaining("\"Desk\" is replaced by an HttpIngress");
  }

  @Test
  void fakeWithoutTheContractIsAProblemOfTheGraph() {
    Desk fake = Future::succeededFuture;

    assertThatThrownBy(() -> launch().replace("Words", fake).run(application()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("needs a " + Words.class.getName())
        .hasMessageContaining("\"Words\" (replaced by a lambda of " + FakesTest.class.getName())
        .hasMessageContaining("it implements Desk");
  }
}
