package dev.penstock.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import dev.penstock.message.CallScope;
import dev.penstock.message.CurrentCall;
import dev.penstock.message.RequestOrigin;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.MDC;

class LogEncoderTest {
  private static final long TIME = Instant.parse("2026-11-23T10:20:30.456Z").toEpochMilli();

  @Test
  void writesOneJsonObjectPerLineWhateverTheMessageHolds() {
    String line = encoded(new JsonLogEncoder(), "two\nlines and a \"quote\"", null);

    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    assertThat(new JsonObject(line))
        .isEqualTo(
            new JsonObject()
                .put("time", "2026-11-23T10:20:30.456Z")
                .put("level", "WARN")
                .put("logger", "com.example.Model")
                .put("thread", "loop-1")
                .put("message", "two\nlines and a \"quote\""));
  }

  @Test
  void writesTheStackIntoTheSameJsonObject() {
    String line =
        encoded(new JsonLogEncoder(), "failed", new IllegalStateException("no such picture"));

    assertThat(new JsonObject(line).getString("stack"))
        .contains("IllegalStateException: no such picture", "at dev.penstock.cli.LogEncoderTest");
  }

  @Test
  void writesTextWithLevelThreadAndShortLogger() {
    String line = encoded(new TextLogEncoder(), "hello", null);

    assertThat(line)
        .matches("2026-11-\\d\\dT\\d\\d:\\d\\d:30\\.456\\S+ WARN \\[loop-1] Model: hello\n");
  }

  @Test
  void writesTheStackBelowTheText() {
    String line =
        encoded(new TextLogEncoder(), "failed", new IllegalStateException("no such picture"));

    assertThat(line)
        .contains("Model: failed\njava.lang.IllegalStateException: no such picture\n\tat ");
  }

  @Test
  void writesTheRequestIdThatAForeignThreadLogsFor() {
    MDC.put("requestId", "r-18");
    try {
      assertThat(encoded(new TextLogEncoder(), "failed", null)).contains("Model (r-18): failed");
    } finally {
      MDC.remove("requestId");
    }
  }

  @Test
  @ExtendWith(VertxExtension.class)
  void writesTheRequestIdOfTheCallThatLogs(Vertx vertx) {
    ContextInternal call = ((VertxInternal) vertx).createEventLoopContext().duplicate();
    CurrentCall.set(call, new CallScope(RequestOrigin.of("r-17"), Long.MAX_VALUE));
    var json = new CompletableFuture<String>();
    var text = new CompletableFuture<String>();

    call.runOnContext(
        ready -> {
          json.complete(encoded(new JsonLogEncoder(), "hello", null));
          text.complete(encoded(new TextLogEncoder(), "hello", null));
        });

    assertThat(new JsonObject(json.join()).getString("requestId")).isEqualTo("r-17");
    assertThat(text.join()).contains(" Model (r-17): hello");
  }

  private static String encoded(
      Encoder<ILoggingEvent> encoder, String message, @Nullable Throwable failure) {
    var context = new LoggerContext();
    context.setMDCAdapter(MDC.getMDCAdapter());
    var logger = context.getLogger("com.example.Model");
    var event = new LoggingEvent("", logger, Level.WARN, message, failure, new Object[0]);
    event.setInstant(Instant.ofEpochMilli(TIME));
    event.setThreadName("loop-1");
    return new String(encoder.encode(event), UTF_8);
  }
}
