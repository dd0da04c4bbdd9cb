package dev.penstock.examples.stream;

import dev.penstock.ItemStream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A language model of the simplest kind, a Markov chain of second order over the words of a short
 * text. The same prompt always gives the same words.
 */
public final class MarkovGenerator implements TokenModel {
  private static final Pattern WORD = Pattern.compile("[\\p{L}']+|\\.");
  private static final String STOP = ".";

  private final int words;
  private final Duration pace;
  private final Map<List<String>, List<String>> byTwo = new HashMap<>();
  private final Map<String, List<String>> byOne = new HashMap<>();
  private final List<String> openings = new ArrayList<>();

  /**
   * A model of the text that comes with it.
   *
   * @param words at least so many, up to the end of a sentence
   * @param pace time that it takes for each
   */
  public MarkovGenerator(int words, Duration pace) {
    this.words = words;
    this.pace = pace;
    learn(split(text()));
  }

  private static String text() {
    try (InputStream in =
        Objects.requireNonNull(MarkovGenerator.class.getResourceAsStream("tale.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> split(String text) {
    List<String> found = new ArrayList<>();
    for (Matcher word = WORD.matcher(text.toLowerCase(Locale.ROOT)); word.find(); ) {
      found.add(word.group());
    }
    return found;
  }

  private void learn(List<String> text) {
    String before = STOP;
    String last = STOP;
    for (String word : text) {
      if (last.equals(STOP)) {
        openings.add(word);
      }
      byOne.computeIfAbsent(last, any -> new ArrayList<>()).add(word);
      byTwo.computeIfAbsent(List.of(before, last), any -> new ArrayList<>()).add(word);
      before = last;
      last = word;
    }
  }

  @Override
  public ReadStream<String> tokens(String prompt) {
    Telling telling = new Telling(split(prompt), new Random(prompt.hashCode()));
    Context context = Vertx.currentContext();
    // A word is thought of when the reader wants it, and takes its time.
    return ItemStream.generate(
        () -> {
          String word = telling.next();
          return word == null || pace.isZero()
              ? Future.succeededFuture(word)
              : context.owner().timer(pace.toMillis()).map(word);
        });
  }

  /** One story. */
  private final class Telling {
    private final Random random;
    private String before = STOP;
    private String last = STOP;
    private int told;

    Telling(List<String> prompt, Random random) {
      this.random = random;
      for (String word : prompt) {
        before = last;
        last = word;
      }
    }

    @Nullable String next() {
      if (told >= words && last.equals(STOP)) {
        return null;
      }
      List<String> choices = byTwo.getOrDefault(List.of(before, last), byOne.get(last));
      if (choices == null) {
        choices = openings;
      }
      String word = choices.get(random.nextInt(choices.size()));
      before = last;
      last = word;
      told++;
      return word;
    }
  }
}
