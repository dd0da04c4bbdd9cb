package dev.penstock.examples.diamond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The steps of the diamond, without a server. */
class LanguageModelsTest {
  private static final Map<String, String> TEXTS =
      Map.of(
          "en", "The train to the coast leaves at nine, and it is never on time when it rains.",
          "de", "Der Zug an die Küste fährt um neun ab, und bei Regen ist er niemals pünktlich.",
          "fr", "Le train pour la côte part à neuf heures, et il n'est jamais à l'heure.",
          "es", "El tren a la costa sale a las nueve, y nunca llega a su hora cuando llueve.",
          "it", "Il treno per la costa parte alle nove, e quando piove non è mai in orario.",
          "nl", "De trein naar de kust vertrekt om negen uur, en als het regent is hij te laat.");

  static Stream<Arguments> modelsAndTexts() {
    List<LanguageModel> models =
        List.of(new TrigramModel(), new BayesModel(), new CompressionModel());
    return models.stream()
        .flatMap(
            model ->
                TEXTS.entrySet().stream()
                    .map(text -> Arguments.of(model, text.getKey(), text.getValue())));
  }

  @ParameterizedTest
  @MethodSource("modelsAndTexts")
  void eachModelKnowsEachLanguage(LanguageModel model, String language, String text) {
    Verdict verdict = model.judge(WordPreprocessor.normalized(text)).result();

    assertThat(verdict.likelihood().entrySet().stream().max(Map.Entry.comparingByValue()))
        .hasValueSatisfying(best -> assertThat(best.getKey()).isEqualTo(language));
    assertThat(verdict.likelihood().values().stream().mapToDouble(Double::doubleValue).sum())
        .isCloseTo(1, within(1e-9));
  }

  @Test
  void lettersRemainAndShortTextsAreRefused() {
    WordPreprocessor preprocessor = new WordPreprocessor(5, 12);

    assertThat(preprocessor.words("  Größe: 42 — über ALLES!").result()).isEqualTo("größe über a");
    assertThat(preprocessor.words("1, 2, 3, ok?").cause())
        .isInstanceOfSatisfying(
            CallFailedException.class,
            failure -> assertThat(failure.failure()).isEqualTo(Failure.BAD_ARGUMENT));
  }

  @Test
  void theMeanOfTheVerdictsDecides() {
    Verdict sure = new Verdict("a", Map.of("en", 0.9, "nl", 0.1));
    Verdict unsure = new Verdict("b", Map.of("en", 0.4, "nl", 0.6));

    assertThat(new MeanCombiner().combine(List.of(sure, unsure)).result())
        .isEqualTo(new Answer("en", 0.65, List.of("a", "b")));
  }
}
