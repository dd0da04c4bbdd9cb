package dev.penstock.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.Deployment;
import dev.penstock.Handle;
import dev.penstock.HttpIngress;
import dev.penstock.Penstock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a test is given, and where. */
@PenstockTest
class InjectionTest {
  interface Greeter {
    Future<String> greet(String name);
  }

  static final class PoliteGreeter implements Greeter {
    private final String word;

    PoliteGreeter(String word) {
      this.word = word;
    }

    @Override
    public Future<String> greet(String name) {
      return Future.succeededFuture(word + " " + name);
    }
  }

  static final class Door implements HttpIngress {
    private final Greeter greeter;

    Door(Greeter greeter) {
      this.greeter = greeter;
    }

    @Override
    public void routes(Router router) {
      router.get("/:name").respond(ctx -> greeter.greet(ctx.pathParam("name")));
    }
  }

  @Graph
  static List<Application> graph() {
    return List.of(application("one", "Hello"), application("two", "Goodbye"));
  }

  private static Application application(String name, String word) {
    var greeter = Deployment.of("Greeter", PoliteGreeter.class).bind(word);
    return Application.of(name, Deployment.of(name + "Door", Door.class).bind(greeter))
        .route("/" + name);
  }

  private static Penstock before;

  private final Penstock ofConstructor;
  private Vertx ofBeforeEach;

  @CallTo("one/Greeter")
  Greeter field;

  @CallTo("two/Greeter")
  private Handle untyped;

  @Injected private PenstockClient client;
  @Injected private URI url;

  InjectionTest(Penstock penstock) {
    ofConstructor = penstock;
  }

  @BeforeAll
  static void rememberNode(Penstock penstock) {
    before = penstock;
  }

  @BeforeEach
  void rememberVertx(Vertx vertx) {
    ofBeforeEach = vertx;
  }

  @Test
  void isOneNodeEverywhere(Penstock penstock, Vertx vertx) {
    assertThat(penstock).isSameAs(before).isSameAs(ofConstructor);
    assertThat(vertx).isSameAs(penstock.vertx()).isSameAs(ofBeforeEach);
    assertThat(URI.create(penstock.url())).isEqualTo(url).isEqualTo(client.url());
    assertThat(penstock.adminUrl()).isEmpty();
  }

  @Test
  void handlesLeadToTheApplicationThatIsNamed(@CallTo("two/Greeter") Greeter two) {
    assertThat(field.greet("Ann").await()).isEqualTo("Hello Ann");
    assertThat(two.greet("Ann").await()).isEqualTo("Goodbye Ann");
    assertThat(untyped.call(String.class, "greet", "Ann").await()).isEqualTo("Goodbye Ann");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ann", "Bob"})
  void standsBesideTheArgumentsOfAParameterizedTest(String name, PenstockClient http) {
    assertThat(http.get("/one/" + name).body()).isEqualTo("Hello " + name);
  }

  @Nested
  class InANestedClass {
    @CallTo("one/Greeter")
    Greeter inner;

    @Test
    void isTheNodeOfTheClassAround(Penstock penstock) {
      assertThat(penstock).isSameAs(before).isSameAs(ofConstructor);
      assertThat(inner.greet("Ann").await()).isEqualTo("Hello Ann");
      assertThat(field.greet("Ann").await()).isEqualTo("Hello Ann");
    }
  }

  @Nested
  @PenstockTest(config = "conf/pipeline.json", settings = "{\"admin\": {\"enabled\": false}}")
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class WithAGraphOfItsOwn {
    private final String word = "fake";

    @Replace("Model")
    dev.penstock.examples.Model ofInstance() {
      return data -> Future.succeededFuture(word + " saw " + data);
    }

    @Test
    void hasANodeOfItsOwn(Penstock penstock, PenstockClient http) {
      assertThat(penstock).isNotSameAs(before);
      assertThat(ofConstructor).isSameAs(before);
      assertThat(http.post("/", "Ann").body()).isEqualTo("fake saw Ann");
    }
  }
}
