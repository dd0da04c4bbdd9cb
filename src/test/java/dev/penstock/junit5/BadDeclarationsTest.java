package dev.penstock.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.ConfigurationException;
import dev.penstock.Deployment;
import dev.penstock.examples.EchoModel;
import dev.penstock.examples.Model;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** What a test class that asks for the wrong things is told. */
class BadDeclarationsTest {
  private static final String PIPELINE = "conf/pipeline.json";

  private static Application echo() {
    return Application.of("echo", Deployment.of(EchoModel.class).bind());
  }

  @PenstockTest(config = PIPELINE)
  static final class AsksForTheUnknown {
    @Test
    void misspells(@CallTo("Modle") Model model) {}

    @Test
    void namesAnotherApplication(@CallTo("pipelines/Model") Model model) {}

    @Test
    void wantsAnotherContract(@CallTo("Model") Supplier<String> model) {}

    @Test
    void wantsAnIngress(@CallTo("Gateway") Model model) {}

    @Test
    void wantsWhatThereIs(@CallTo("pipeline/Model") Model model) {}
  }

  @Test
  void unknownDeploymentsAreToldWithTheNearestName() {
    FailedRun run = FailedRun.of(AsksForTheUnknown.class);

    assertThat(run.failed()).hasSize(4);
    assertThat(run.failure("misspells"))
        .isInstanceOf(ParameterResolutionException.class)
        .hasMessageContaining("there is no deployment \"Modle\"; did you mean 'Model'?");
    assertThat(run.failure("namesAnotherApplication"))
        .hasMessageContaining("\"pipelines/Model\"; did you mean 'pipeline/Model'?");
    assertThat(run.failure("wantsAnotherContract"))
        .hasMessageContaining("pipeline/Model cannot be called as java.util.function.Supplier")
        .hasMessageContaining("only as [" + Model.class.getName() + "]");
    assertThat(run.failure("wantsAnIngress"))
        .hasMessageContaining("pipeline/Gateway is an ingress");
  }

  @PenstockTest(config = PIPELINE)
  static final class MisspelledField {
    @CallTo("Modle")
    Model model;

    @Test
    void neverRuns() {}
  }

  @PenstockTest(config = PIPELINE)
  static final class FieldOfAStrangeType {
    @Injected String model;

    @Test
    void neverRuns() {}
  }

  @Test
  void badFieldsAreToldByName() {
    assertThat(FailedRun.of(MisspelledField.class).failure("neverRuns"))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContaining("cannot inject field " + MisspelledField.class.getName() + ".model")
        .hasMessageContaining("did you mean 'Model'?");
    assertThat(FailedRun.of(FieldOfAStrangeType.class).failure("neverRuns"))
        .hasMessageContaining(
            "nothing of type java.lang.String can be injected; there is Penstock");
  }

  @PenstockTest
  static final class NoGraph {
    @Test
    void neverRuns() {}
  }

  @PenstockTest(config = PIPELINE)
  static final class TwoGraphs {
    @Graph
    static Application graph() {
      return echo();
    }

    @Test
    void neverRuns() {}
  }

  @PenstockTest
  static final class NullGraph {
    @Graph
    @SuppressWarnings("NullAway") // The mistake.
    static Application graph() {
      return null;
    }

    @Test
    void neverRuns() {}
  }

  @PenstockTest
  static final class GraphOfAnInstance {
    @Graph
    Application graph() {
      return echo();
    }

    @Test
    void neverRuns() {}
  }

  @PenstockTest(config = PIPELINE, settings = "http.port=0")
  static final class SettingsAreNoJson {
    @Test
    void neverRuns() {}
  }

  @ExtendWith(PenstockExtension.class)
  static final class NoAnnotation {
    @Test
    void neverRuns(Vertx vertx) {}
  }

  @Test
  void thereMustBeExactlyOneGraph() {
    refusal(NoGraph.class).hasMessageContaining("has no graph: name a file, @PenstockTest(config");
    refusal(TwoGraphs.class)
        .hasMessageContaining("more than one graph: config = \"conf/pipeline.json\", @Graph graph");
    refusal(NullGraph.class).hasMessageContaining("method graph that gives null");
    refusal(GraphOfAnInstance.class).hasMessageContaining("must have a static method graph");
    refusal(SettingsAreNoJson.class).hasMessageContaining("settings that are no JSON object");
    refusal(NoAnnotation.class).hasMessageContaining("has no @PenstockTest");
  }

  @PenstockTest(config = PIPELINE)
  static final class FakeOfAnotherType {
    @Replace("Model")
    static final Supplier<String> FAKE = () -> "fake";

    @Test
    void neverRuns() {}
  }

  @PenstockTest(config = PIPELINE)
  static final class FakeOfNothing {
    @Replace("Modle")
    static final Model FAKE = Future::succeededFuture;

    @Test
    void neverRuns() {}
  }

  @PenstockTest(config = PIPELINE)
  static final class FakeOfAnInstance {
    @Replace("Model")
    final Model fake = Future::succeededFuture;

    @Test
    void neverRuns() {}
  }

  @PenstockTest(config = PIPELINE)
  static final class TwoFakes {
    @Replace("Model")
    static final Model ONE = Future::succeededFuture;

    @Replace("Model")
    static Model two() {
      return Future::succeededFuture;
    }

    @Test
    void neverRuns() {}
  }

  @PenstockTest(config = PIPELINE)
  static final class FakeInANestedClass {
    @Nested
    class Inner {
      @Replace("Model")
      static final Model FAKE = Future::succeededFuture;

      @Test
      void neverRuns() {}
    }
  }

  @Test
  void fakesMustFitWhatTheyReplace() {
    assertThat(FailedRun.of(FakeOfAnotherType.class).failure("FakeOfAnotherType"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("$.applications[0].deployments.Gateway.args.model: argument 'model'")
        .hasMessageContaining(
            "\"Model\" (replaced by a lambda of "
                + FakeOfAnotherType.class.getName()
                + ") does not implement; it implements no contract");
    assertThat(FailedRun.of(FakeOfNothing.class).failure("FakeOfNothing"))
        .hasMessageContaining("cannot replace \"Modle\": there is no deployment")
        .hasMessageContaining("did you mean 'Model'?");
    refusal(FakeOfAnInstance.class).hasMessageContaining("must have a static field fake");
    refusal(TwoFakes.class).hasMessageContaining("replaces \"Model\" twice");
    assertThat(FailedRun.of(FakeInANestedClass.class).failure("Inner"))
        .hasMessageContaining("uses the node of " + FakeInANestedClass.class.getName());
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refusal(Class<?> test) {
    return Assertions.assertThat(FailedRun.of(test).failure(test.getSimpleName()))
        .isInstanceOf(ExtensionConfigurationException.class);
  }
}
