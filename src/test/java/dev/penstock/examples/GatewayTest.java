package dev.penstock.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.penstock.UserFailure;
import dev.penstock.junit5.CallTo;
import dev.penstock.junit5.PenstockClient;
import dev.penstock.junit5.PenstockTest;
import dev.penstock.junit5.Replace;
import dev.penstock.junit5.UserFailures;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

/** The pipeline of the file, with a fake in place of its model. */
@PenstockTest(config = "conf/pipeline.json")
class GatewayTest {
  @Replace("Model")
  static final Model FAKE =
      data ->
          data.isEmpty()
              ? Future.failedFuture(new IllegalArgumentException("no text"))
              : Future.succeededFuture("fake saw " + data);

  @Test
  void answersWhatTheModelSays(PenstockClient client) {
    assertEquals("fake saw Hello", client.post("/", "Hello").body());
  }

  @Test
  void callsTheModelOverAHandle(@CallTo("Model") Model model) {
    assertEquals("fake saw Hello", model.process("Hello").await());
  }

  @Test
  void tellsTheClientThatTheModelFailed(PenstockClient client, UserFailures failures) {
    assertEquals(500, client.post("/", "").statusCode());

    UserFailure failure = failures.takeOne();
    assertEquals("pipeline/Model", failure.deployment());
    assertEquals("IllegalArgumentException: no text", failure.message());
  }
}
