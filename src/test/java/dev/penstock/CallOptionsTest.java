package dev.penstock;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call cannot carry is refused where it is set. */
class CallOptionsTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "two\nlines", "nul\0"})
  void refusesIdsOfModelsThatCannotBePrinted(String id) {
    assertThatThrownBy(() -> CallOptions.none().modelId(id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"two\r\nX-Other: header", "nul\0"})
  void refusesHeadersThatWouldBreakOutOfTheirLine(String value) {
    assertThatThrownBy(() -> CallOptions.none().header("X-Tenant", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'X-Tenant'");
  }

  @ParameterizedTest
  @ValueSource(ints = 8193)
  void refusesHeadersThatAreTooLong(int length) {
    assertThatThrownBy(() -> CallOptions.none().header("X-Tenant", "v".repeat(length)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8192");
  }
}
