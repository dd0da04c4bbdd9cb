package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.BoundDeployment;
import dev.penstock.Deployment;
import dev.penstock.DeploymentLifecycle;
import dev.penstock.HttpIngress;
import dev.penstock.ReplicaContext;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node with several applications whose deployments call each other. */
class CrossApplicationTest {
  private static final List<String> EVENTS = new CopyOnWriteArrayList<>();

  interface Words {
    Future<String> say(String name);
  }

  /** Says in which application it runs, and writes down when it starts and stops. */
  static final class Greeter implements Words, DeploymentLifecycle {
    private final String greeting;
    private String id = "";

    Greeter(String greeting) {
      this.greeting = greeting;
    }

    @Override
    public Future<Void> start(ReplicaContext context) {
      id = context.application() + "/" + context.deployment();
      EVENTS.add("start " + id);
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> stop() {
      EVENTS.add("stop " + id);
      return Future.succeededFuture();
    }

    @Override
    public Future<String> say(String name) {
      return Future.succeededFuture(greeting + " " + name + " from " + id);
    }
  }

  static final class Polite implements Words, DeploymentLifecycle {
    private final Words words;

    Polite(Words words) {
      this.words = words;
    }

    @Override
    public Future<Void> start(ReplicaContext context) {
      return words.say("start").mapEmpty(); // its callee, of whatever application, serves already
    }

    @Override
    public Future<String> say(String name) {
      return words.say("dear " + name);
    }
  }

  static final class Gateway implements HttpIngress {
    private final Words words;

    Gateway(Words words) {
      this.words = words;
    }

    @Override
    public void routes(Router router) {
      router.get("/:name").respond(context -> words.say(context.pathParam("name")));
    }
  }

  private final BoundDeployment<Greeter> greeter =
      Deployment.of("Greeter", Greeter.class).bind("hello");
  private final BoundDeployment<Polite> polite =
      Deployment.of("Polite", Polite.class).bind(greeter);
  private final Application front =
      Application.of("front", Deployment.of(Gateway.class).bind(polite)).route("/front");

  @BeforeEach
  void forgetEvents() {
    EVENTS.clear();
  }

  @Test
  void requestsReachDeploymentsOfAnApplicationWithoutRoot() {
    try (RunningNode node =
        RunningNode.of(
            front,
            Application.of("politeness").with(polite),
            Application.of("words").with(greeter))) {
      assertThat(node.get("/front/ann").body()).isEqualTo("hello dear ann from words/Greeter");
      assertThat(node.get("/").statusCode()).isEqualTo(404);
      assertThat(await(node.handle("words", "Greeter", Words.class).say("bob")))
          .isEqualTo("hello bob from words/Greeter");
    }
    assertThat(EVENTS).containsExactly("start words/Greeter", "stop words/Greeter");
  }

  @Test
  void twoRoutesShareOneDeployment() {
    Application back =
        Application.of("back", Deployment.of(Gateway.class).bind(greeter)).route("/back");

    try (RunningNode node = RunningNode.of(front, back, Application.of("words").with(greeter))) {
      assertThat(node.get("/front/ann").body()).isEqualTo("hello dear ann from words/Greeter");
      assertThat(node.get("/back/ann").body()).isEqualTo("hello ann from words/Greeter");
    }
    assertThat(EVENTS).containsExactly("start words/Greeter", "stop words/Greeter");
  }

  @Test
  void applicationsMayCallEachOther() {
    Application frontWithGreeter = front.with(greeter);

    try (RunningNode node =
        RunningNode.of(frontWithGreeter, Application.of("politeness").with(polite))) {
      assertThat(node.get("/front/ann").body()).isEqualTo("hello dear ann from front/Greeter");
    }
  }
}
