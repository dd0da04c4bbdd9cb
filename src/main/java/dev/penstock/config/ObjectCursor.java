package dev.penstock.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.Problem;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys of one JSON object. A bad value is a problem and reads as if it were not there.
 * Every key that was asked for is known; {@link #refuseUnknownKeys()} reports all others.
 *
 * <p>Numbers and booleans may stand in strings, because that is where {@code ${NAME}} is replaced.
 */
public final class ObjectCursor {
  private static final Pattern SECRET = Pattern.compile("[\\x21-\\x7e]+");

  private final String path;
  private final ObjectNode object;
  private final List<Problem> problems;
  private final Set<String> known = new LinkedHashSet<>();

  /** A cursor over the object at {@code path}, which tells its problems to that list. */
  public ObjectCursor(String path, ObjectNode object, List<Problem> problems) {
    this.path = path;
    this.object = object;
    this.problems = problems;
  }

  String path() {
    return path;
  }

  /** The JSON path of a key. */
  public String path(String key) {
    return JsonPaths.member(path, key);
  }

  /** Whether a key is written, with whatever value. */
  public boolean has(String key) {
    return object.has(key);
  }

  /** The value as it stands. */
  public Optional<JsonNode> any(String key) {
    known.add(key);
    return Optional.ofNullable(object.get(key));
  }

  /** A string. */
  public Optional<String> text(String key) {
    return read(key, "a string", v -> v.isTextual() ? v.textValue() : null);
  }

  /** A string that must be there; {@code ""} where it is not. */
  String requiredText(String key, String meaning) {
    Optional<String> value =
        read(
            key,
            "a string that is not empty",
            v -> v.isTextual() && !v.textValue().isBlank() ? v.textValue() : null);
    if (value.isEmpty() && !has(key)) {
      problem(key, "is missing; it names " + meaning);
    }
    return value.orElse("");
  }

  /** A string that messages must not show. */
  Optional<String> secret(String key) {
    Optional<JsonNode> value = any(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get().isTextual() && SECRET.matcher(value.get().textValue()).matches()) {
      return Optional.of(value.get().textValue());
    }
    problem(key, "must be a string of visible ASCII characters, such as \"${TOKEN}\"");
    return Optional.empty();
  }

  /** The strings of an array. */
  List<String> texts(String key, String example) {
    List<String> texts = new ArrayList<>();
    for (Item item : items(key)) {
      if (item.value().isTextual() && !item.value().textValue().isBlank()) {
        texts.add(item.value().textValue());
      } else {
        problems.add(
            Problem.error(
                item.path(),
                "must be a string such as " + example + ", was " + Shown.value(item.value())));
      }
    }
    return texts;
  }

  /** A whole number within bounds. */
  public OptionalInt integer(String key, int min, int max) {
    String expected =
        "a whole number "
            + (max == Integer.MAX_VALUE ? "of at least " + min : "from " + min + " to " + max);
    return read(
            key,
            expected,
            v -> {
              OptionalInt number = wholeNumber(v);
              return number.isPresent() && number.getAsInt() >= min && number.getAsInt() <= max
                  ? number
                  : null;
            })
        .orElse(OptionalInt.empty());
  }

  /** A decimal number from 0 to a maximum, without zeros at its end. */
  Optional<BigDecimal> decimal(String key, BigDecimal max, int decimals) {
    String expected =
        "a number from 0 to " + max + " with at most " + decimals + " digits after the point";
    return read(
        key,
        expected,
        v -> {
          BigDecimal number = number(v);
          return number != null
                  && number.signum() >= 0
                  && number.compareTo(max) <= 0
                  && number.scale() <= decimals
              ? number
              : null;
        });
  }

  private static @Nullable BigDecimal number(JsonNode value) {
    if (!value.isNumber() && !value.isTextual()) {
      return null;
    }
    try {
      return new BigDecimal(value.asText().strip()).stripTrailingZeros();
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** {@code true} or {@code false}; {@code fallback} where neither is written. */
  public boolean flag(String key, boolean fallback) {
    return read(
            key,
            "true or false",
            v ->
                switch (v.asText()) {
                  case "true" -> Boolean.TRUE;
                  case "false" -> Boolean.FALSE;
                  default -> null;
                })
        .orElse(fallback);
  }

  /** A duration above zero. */
  public Optional<Duration> positiveDuration(String key) {
    return read(
        key,
        "positive: " + DurationText.EXPECTED,
        v ->
            v.isTextual()
                ? DurationText.parse(v.textValue())
                    .filter(d -> !d.isNegative() && !d.isZero())
                    .orElse(null)
                : null,
        v -> DurationText.hint(v.asText()));
  }

  long positiveSize(String key, long fallback) {
    return size(key, "positive: " + SizeText.EXPECTED, 1, Long.MAX_VALUE).orElse(fallback);
  }

  /** A size in bytes within bounds. */
  Optional<Long> size(String key, long min, long max) {
    String bounds =
        max == Long.MAX_VALUE
            ? "at least " + SizeText.of(min)
            : "from " + SizeText.of(min) + " to " + SizeText.of(max);
    return size(key, bounds + ": " + SizeText.EXPECTED, min, max);
  }

  private Optional<Long> size(String key, String expected, long min, long max) {
    return read(
        key,
        expected,
        v -> {
          OptionalLong size =
              v.isTextual() || v.isIntegralNumber()
                  ? SizeText.parse(v.asText())
                  : OptionalLong.empty();
          return size.isPresent() && size.getAsLong() >= min && size.getAsLong() <= max
              ? (Long) size.getAsLong()
              : null;
        },
        v -> SizeText.hint(v.asText()));
  }

  /** One of several words. */
  <T> Optional<T> choice(String key, List<String> words, Function<String, Optional<T>> ofWord) {
    return choice(key, words, "", ofWord);
  }

  /**
   * One of several words, or something else.
   *
   * @param orElse what else, for messages
   */
  <T> Optional<T> choice(
      String key, List<String> words, String orElse, Function<String, Optional<T>> ofWord) {
    return read(
        key,
        "one of \"" + String.join("\", \"", words) + "\"" + (orElse.isEmpty() ? "" : ", " + orElse),
        v -> v.isTextual() ? ofWord.apply(v.textValue()).orElse(null) : null,
        v -> NearestName.of(v.asText(), words).map(w -> "did you mean \"" + w + "\"?"));
  }

  /** The object below a key. */
  public Optional<ObjectCursor> object(String key) {
    return read(
        key,
        "an object {}",
        v -> v instanceof ObjectNode o ? new ObjectCursor(path(key), o, problems) : null);
  }

  /** The keys that are written, in their order. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** All members of this object, as objects; others are problems. */
  List<Member> members() {
    List<Member> members = new ArrayList<>();
    for (var entry : object.properties()) {
      object(entry.getKey()).ifPresent(c -> members.add(new Member(entry.getKey(), c)));
    }
    return members;
  }

  /** The items of an array, each with its path; empty if there is none. */
  List<Item> items(String key) {
    Optional<JsonNode> array = read(key, "an array []", v -> v.isArray() ? v : null);
    List<Item> items = new ArrayList<>();
    array.ifPresent(a -> a.forEach(i -> items.add(new Item(itemPath(key, items.size()), i))));
    return items;
  }

  /** Reports every key that nobody asked for, with the nearest one that is known. */
  public void refuseUnknownKeys() {
    for (var entry : object.properties()) {
      if (!known.contains(entry.getKey())) {
        problem(
            entry.getKey(),
            "unknown key '"
                + entry.getKey()
                + "' (value "
                + Shown.value(entry.getValue())
                + "); "
                + hint(entry.getKey()));
      }
    }
  }

  private String hint(String unknown) {
    return RayServeKeys.hint(unknown, known)
        .orElseGet(() -> NearestName.hint(unknown, known, "nothing may stand here"));
  }

  /** Reports something else that is wrong with the value of a key. */
  public void problem(String key, String message) {
    problems.add(Problem.error(path(key), message));
  }

  private String itemPath(String key, int index) {
    return JsonPaths.item(path(key), index);
  }

  private <T> Optional<T> read(
      String key, String expected, Function<JsonNode, @Nullable T> conversion) {
    return read(key, expected, conversion, bad -> Optional.empty());
  }

  /**
   * Reads a value.
   *
   * @param hint what to write in place of a bad value, if that can be told
   */
  private <T> Optional<T> read(
      String key,
      String expected,
      Function<JsonNode, @Nullable T> conversion,
      Function<JsonNode, Optional<String>> hint) {
    Optional<JsonNode> value = any(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    @Nullable T converted = conversion.apply(value.get());
    if (converted == null) {
      String more = hint.apply(value.get()).map(h -> "; " + h).orElse("");
      problem(key, "must be " + expected + ", was " + Shown.value(value.get()) + more);
    }
    return Optional.ofNullable(converted);
  }

  private static OptionalInt wholeNumber(JsonNode value) {
    if (!value.isIntegralNumber() && !value.isTextual()) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(value.asText().strip()));
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /** A member of an object. */
  record Member(String name, ObjectCursor value) {}

  /** An item of an array. */
  record Item(String path, JsonNode value) {}
}
