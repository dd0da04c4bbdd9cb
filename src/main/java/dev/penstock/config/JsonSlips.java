package dev.penstock.config;

import com.fasterxml.jackson.core.JsonLocation;
import java.util.Optional;
import java.util.regex.Pattern;

/** What somebody probably did who wrote text that is no JSON. */
final class JsonSlips {
  /** The first line that is neither empty nor a comment starts a mapping or a document. */
  private static final Pattern YAML =
      Pattern.compile("(\\s*(#[^\\n]*)?\\n)*\\s*(---|[A-Za-z_][A-Za-z0-9_]*:(\\s|$)|- )[\\s\\S]*");

  private JsonSlips() {}

  /**
   * What to do about it, if that can be told.
   *
   * @param at where the parser could not go on
   */
  static Optional<String> hint(String text, JsonLocation at) {
    if (YAML.matcher(text).matches()) {
      return Optional.of("this looks like YAML, and Penstock reads JSON");
    }
    int here = offset(text, at);
    if (here >= text.length()) {
      return Optional.of("the text ends too early: is a bracket or a quotation mark not closed?");
    }
    char unexpected = text.charAt(here);
    if (unexpected == '\'') {
      return Optional.of("keys and strings stand in double quotes");
    }
    if (unexpected == '#') {
      return Optional.of("comments start with //");
    }
    String before = text.substring(0, here).stripTrailing();
    if ((unexpected == '}' || unexpected == ']') && before.endsWith(",")) {
      return Optional.of("remove the comma before it");
    }
    if (Character.isLetter(unexpected) && (before.endsWith("{") || before.endsWith(","))) {
      return Optional.of("keys and strings stand in double quotes");
    }
    return Optional.empty();
  }

  /** The place as an index; the parser may stand behind the character it complains about. */
  private static int offset(String text, JsonLocation at) {
    long start = 0;
    for (int line = 1; line < at.getLineNr() && start >= 0; line++) {
      start = text.indexOf('\n', (int) start) + 1L;
    }
    return (int) Math.min(text.length(), Math.max(0, start + at.getColumnNr() - 1));
  }
}
