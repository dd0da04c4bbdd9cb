package dev.penstock.examples.models;

import dev.penstock.CallContext;
import dev.penstock.CallFailedException;
import dev.penstock.DeploymentLifecycle;
import dev.penstock.Failure;
import dev.penstock.ModelCache;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Knows the words of the languages that it was asked for lately. Learning one blocks, hence {@code
 * "threading": "worker"}.
 */
public final class VocabularySpeller implements Speller, DeploymentLifecycle {
  private static final List<String> LANGUAGES = List.of("de", "en", "es", "fr", "it", "nl");
  private static final String TEXTS = "/dev/penstock/examples/diamond/";

  private final ModelCache<Vocabulary> vocabularies;

  /**
   * A speller that knows no language yet.
   *
   * @param maxModels how many languages it keeps
   */
  public VocabularySpeller(int maxModels) {
    vocabularies =
        ModelCache.<Vocabulary>of(language -> Future.succeededFuture(learn(language)))
            .maxModels(maxModels)
            .build();
  }

  @Override
  public Future<String> correct(String text) {
    String language =
        CallContext.current().modelId().orElseThrow(() -> refused("no language is named"));
    return vocabularies.use(language, words -> Future.succeededFuture(words.correct(text)));
  }

  @Override
  public Future<Void> stop() {
    return vocabularies.close();
  }

  private static Vocabulary learn(String language) {
    if (!LANGUAGES.contains(language)) {
      throw refused("there is no model of the language " + language);
    }
    try (InputStream in = Vocabulary.class.getResourceAsStream(TEXTS + language + ".txt")) {
      if (in == null) {
        throw new IllegalStateException("the text of the language " + language + " is missing");
      }
      return Vocabulary.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CallFailedException refused(String what) {
    return new CallFailedException(
        Failure.BAD_ARGUMENT,
        what + ": send one of " + String.join(", ", LANGUAGES) + " in the header X-Model-Id");
  }
}
