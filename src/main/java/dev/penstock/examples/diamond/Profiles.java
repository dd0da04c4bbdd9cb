package dev.penstock.examples.diamond;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A text in each language that the models know, from the Universal Declaration of Human Rights. */
final class Profiles {
  private static final List<String> LANGUAGES = List.of("de", "en", "es", "fr", "it", "nl");

  private Profiles() {}

  /** Preprocessed texts by language. */
  static Map<String, String> words() {
    Map<String, String> words = new LinkedHashMap<>();
    LANGUAGES.forEach(language -> words.put(language, WordPreprocessor.normalized(text(language))));
    return words;
  }

  private static String text(String language) {
    try (InputStream in = Profiles.class.getResourceAsStream(language + ".txt")) {
      if (in == null) {
        throw new IllegalStateException("there is no text in the language " + language);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
