package dev.penstock.examples.models;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VocabularyTest {
  private final Vocabulary words = Vocabulary.of("Right rights right, and freedom!");

  @ParameterizedTest
  @CsvSource({
    "rihgt,right", // swapped
    "freedm,freedom", // left out
    "fredoom,freedom", // two slips
    "frdm,frdm", // three slips
    "righs,right", // one slip from both: the more frequent
    "Rigt,Right", // as it was written
    "'x: FREEDOM, adn','x: FREEDOM, and'",
    "ab,ab" // too short to tell
  })
  void takesAWordForTheNearestOneItKnows(String written, String corrected) {
    assertThat(words.correct(written)).isEqualTo(corrected);
  }
}
