package dev.penstock.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ids of durable requests as texts. */
class RequestIdTest {
  @Test
  void aTextIsReadBackWhateverItsPartsAre() {
    Random chance = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      RequestId id =
          new RequestId(
              chance.nextLong() >>> 16,
              chance.nextInt(),
              chance.nextLong() >>> 24,
              chance.nextLong() >>> 24);

      assertThat(RequestId.parse(id.toString())).contains(id);
      assertThat(RequestId.parse(id.toString().toLowerCase(java.util.Locale.ROOT))).contains(id);
    }
  }

  @Test
  void textsSortByTimeThenByNumber() {
    RequestId first = new RequestId(1_000, 9, 7, 99);

    assertThat(first).isLessThan(new RequestId(1_001, 9, 8, 1));
    assertThat(first).isLessThan(new RequestId(1_000, 9, 8, 1));
    assertThat(first.toString()).hasSize(32);
  }

  @Test
  void otherTextsAreNoIds() {
    assertThat(RequestId.parse("")).isEmpty();
    assertThat(RequestId.parse("0".repeat(31))).isEmpty();
    assertThat(RequestId.parse("0".repeat(31) + "U")).isEmpty();
    assertThat(RequestId.parse("../" + "0".repeat(29))).isEmpty();
  }
}
