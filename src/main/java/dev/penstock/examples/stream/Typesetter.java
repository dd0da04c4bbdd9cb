package dev.penstock.examples.stream;

import dev.penstock.ItemStream;
import io.vertx.core.streams.ReadStream;
import java.util.Locale;
import java.util.function.Function;

/** Sets words as text while they come: spaces, and capitals where a sentence begins. */
public final class Typesetter implements Story {
  private final TokenModel tokens;

  public Typesetter(TokenModel tokens) {
    this.tokens = tokens;
  }

  @Override
  public ReadStream<String> tell(String opening) {
    return ItemStream.map(tokens.tokens(opening), new Setting(opening.strip().isEmpty()));
  }

  /** The state of one text. */
  private static final class Setting implements Function<String, String> {
    private boolean begins;

    Setting(boolean begins) {
      this.begins = begins;
    }

    @Override
    public String apply(String token) {
      if (token.equals(".")) {
        begins = true;
        return token;
      }
      String word =
          begins ? token.substring(0, 1).toUpperCase(Locale.ROOT) + token.substring(1) : token;
      begins = false;
      return " " + word;
    }
  }
}
