package dev.penstock.handle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.CallOptions;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OptionVariantsTest {
  private final OptionVariants variants = new OptionVariants();
  private final AtomicInteger made = new AtomicInteger();

  private Object variant(String user) {
    return variants.get(
        CallOptions.none().routingKey(user),
        options -> {
          made.incrementAndGet();
          return new Object();
        });
  }

  @Test
  void whatIsUsedStaysHoweverManyOthersComeAndGo() {
    Object kept = variant("regular");
    for (int i = 0; i < 10 * OptionVariants.GENERATION; i++) {
      variant("user-" + i);
      assertThat(variant("regular")).isSameAs(kept);
    }
    assertThat(made).hasValue(10 * OptionVariants.GENERATION + 1);
  }

  @Test
  void whatIsNotUsedIsForgotten() {
    Object first = variant("once");
    for (int i = 0; i < 2 * OptionVariants.GENERATION; i++) {
      variant("user-" + i);
    }

    assertThat(variant("once")).isNotSameAs(first);
  }

  @Test
  void asManyAsAreKeptAreMadeOnce() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < OptionVariants.GENERATION; i++) {
        variant("user-" + i);
      }
    }

    assertThat(made).hasValue(OptionVariants.GENERATION);
  }
}
