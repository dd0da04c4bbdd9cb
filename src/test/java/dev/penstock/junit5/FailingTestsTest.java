package dev.penstock.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.ConfigurationException;
import dev.penstock.examples.Model;
import io.vertx.core.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** How failures of user code fail the test during which they happen. */
class FailingTestsTest {
  static Future<String> refuse(String data) {
    throw new IllegalStateException("cannot do " + data);
  }

  @PenstockTest(config = "conf/pipeline.json")
  static final class LooksAway {
    @Replace("Model")
    static final Model FAKE = FailingTestsTest::refuse;

    @Test
    void asks(PenstockClient client) {
      client.post("/", "one");
      client.post("/", "two");
    }

    @Test
    void asksNothing() {}
  }

  @Test
  void testThatLooksAwayFailsByUserCode() {
    FailedRun run = FailedRun.of(LooksAway.class);

    assertThat(run.failure("asks"))
        .hasMessageContaining(
            "user code failed: 2 times, first: pipeline/Model.process: IllegalStateException:"
                + " cannot do one (requestId=")
        .hasMessageContaining("parameter of type UserFailures")
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .hasStackTraceContaining("FailingTestsTest.refuse")
        .hasStackTraceContaining("cannot do two");
    assertThat(run.failed()).containsExactly("asks");
  }

  @PenstockTest(config = "conf/pipeline.json")
  static final class ExpectsMore {
    @Replace("Model")
    static final Model FAKE = FailingTestsTest::refuse;

    @Test
    void wants200(PenstockClient client) {
      int status = client.post("/", "one", "x-request-id", "r-1").statusCode();
      if (status != 200) {
        throw new AssertionFailedError("wanted 200, was " + status);
      }
    }
  }

  @Test
  void failedTestShowsWhatUserCodeThrew() {
    Throwable failure = FailedRun.of(ExpectsMore.class).failure("wants200");

    assertThat(failure).hasMessage("wanted 200, was 500");
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(failure.getSuppressed()[0])
        .hasMessageContaining("pipeline/Model.process: IllegalStateException: cannot do one")
        .hasMessageContaining("requestId=r-1, errorId=")
        .hasRootCauseMessage("cannot do one");
  }

  @PenstockTest(config = "conf/pipeline.json")
  static final class TakesTheWrongNumber {
    @Replace("Model")
    static final Model FAKE = FailingTestsTest::refuse;

    @Test
    void takesNone(UserFailures failures) {
      failures.takeOne();
    }

    @Test
    void takesOneOfTwo(@CallTo("Model") Model model, UserFailures failures) {
      assertThat(model.process("one").otherwiseEmpty().await()).isNull();
      assertThat(model.process("two").otherwiseEmpty().await()).isNull();
      failures.takeOne();
    }

    @Test
    void takesAll(@CallTo("Model") Model model, UserFailures failures) {
      assertThat(model.process("one").otherwiseEmpty().await()).isNull();
      assertThat(model.process("two").otherwiseEmpty().await()).isNull();
      assertThat(failures.take()).hasSize(2);
      assertThat(failures.take()).isEmpty();
    }
  }

  @Test
  void takingAnotherNumberOfFailuresThanThereAreFails() {
    FailedRun run = FailedRun.of(TakesTheWrongNumber.class);

    assertThat(run.failure("takesNone")).hasMessage("user code was to fail, and did not");
    assertThat(run.failure("takesOneOfTwo"))
        .hasMessage("user code was to fail once, and failed 2 times")
        .hasStackTraceContaining("cannot do two");
    assertThat(run.failed()).hasSize(2);
  }

  @PenstockTest(config = "conf/pipeline.json")
  static final class FailsBefore {
    @Replace("Model")
    static final Model FAKE = FailingTestsTest::refuse;

    @BeforeAll
    static void warmUp(@CallTo("Model") Model model) {
      assertThat(model.process("warm-up").otherwiseEmpty().await()).isNull();
    }

    @Test
    void asksNothing() {}
  }

  @Test
  void failureOutsideOfAnyTestFailsTheClass() {
    FailedRun run = FailedRun.of(FailsBefore.class);

    assertThat(run.failed()).containsExactly("FailsBefore");
    assertThat(run.failure("FailsBefore")).hasMessageContaining("cannot do warm-up");
  }

  @PenstockTest(
      config = "src/test/resources/bad/unknown-key.json",
      settings = "{\"http\": {\"prot\": 0}}")
  static final class BadGraph {
    @Test
    void neverRuns() {}
  }

  @Test
  void refusedGraphIsTheFailureOfTheClassWithAllProblems() {
    FailedRun run = FailedRun.of(BadGraph.class);

    assertThat(run.failed()).containsExactly("BadGraph");
    assertThat(run.failure("BadGraph"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("unknown-key.json: 3 errors")
        .hasMessageContaining("$.htpp: unknown key 'htpp' (value {}); did you mean 'http'?\n")
        .hasMessageContaining("$.http.prot: unknown key 'prot'")
        .hasMessageContaining("did you mean 'port'? (in the settings, not in the file)");
  }
}
