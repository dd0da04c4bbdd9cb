package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which errors strangers have caused. */
class UncaughtErrorsTest {
  private static final String READER = "io.vertx.core.eventbus.impl.clustered.InboundConnection";

  private static Throwable thrownIn(String... types) {
    var error = new IllegalArgumentException("Size must be > 0");
    StackTraceElement[] trace = new StackTraceElement[types.length];
    for (int i = 0; i < types.length; i++) {
      trace[i] = new StackTraceElement(types[i], "method", null, -1);
    }
    error.setStackTrace(trace);
    return error;
  }

  @Test
  void whatVertxCannotReadIsOfStrangers() {
    assertThat(UncaughtErrors.isUnreadable(thrownIn("io.vertx.core.impl.Arguments", READER)))
        .isTrue();
    assertThat(UncaughtErrors.isUnreadable(thrownIn("java.lang.String", READER))).isTrue();
  }

  @Test
  void whatCodeThrowsThatHasReadAMessageIsNot() {
    assertThat(UncaughtErrors.isUnreadable(thrownIn("acme.Model", "io.vertx.core.X", READER)))
        .isFalse();
    assertThat(UncaughtErrors.isUnreadable(thrownIn("io.vertx.core.X"))).isFalse();
  }
}
