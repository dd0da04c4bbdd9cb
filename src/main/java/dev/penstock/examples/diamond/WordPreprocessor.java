package dev.penstock.examples.diamond;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import io.vertx.core.Future;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** Keeps the letters of a text, in lower case, and refuses texts that are too short to judge. */
public final class WordPreprocessor implements Preprocessor {
  private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");

  private final int minLetters;
  private final int maxLetters;

  /**
   * A preprocessor.
   *
   * @param minLetters texts with fewer are refused
   * @param maxLetters texts are cut there: more do not change a verdict
   */
  public WordPreprocessor(int minLetters, int maxLetters) {
    this.minLetters = minLetters;
    this.maxLetters = maxLetters;
  }

  @Override
  public Future<String> words(String text) {
    String words = normalized(text);
    if (words.length() < minLetters) {
      return Future.failedFuture(
          new CallFailedException(
              Failure.BAD_ARGUMENT,
              "a text of at least "
                  + minLetters
                  + " letters is needed, there are "
                  + words.length()));
    }
    return Future.succeededFuture(
        words.length() <= maxLetters ? words : words.substring(0, maxLetters));
  }

  static String normalized(String text) {
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    return NO_LETTERS.matcher(composed).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
  }
}
