package dev.penstock.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.config.JsonPaths;
import dev.penstock.config.NearestName;
import dev.penstock.config.Shown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Everything in one value that does not fit its type. Jackson tells of the first place only; that
 * is taken out, and the rest is tried again.
 */
final class Misfits {
  private static final Pattern ADVICE = Pattern.compile(" \\((but could if|set Deser|for ).*$");

  private final JsonNode whole;
  private final List<Misfit> found = new ArrayList<>();

  /** One place, empty for the whole value. */
  record Misfit(List<Step> place, String reason) {
    /** The JSON path of the place in a value that stands at that path. */
    String path(String value) {
      String path = value;
      for (Step step : place) {
        path =
            step.name == null
                ? JsonPaths.item(path, step.index)
                : JsonPaths.member(path, step.name);
      }
      return path;
    }

    private boolean isWithin(List<Step> other) {
      return place.size() >= other.size() && place.subList(0, other.size()).equals(other);
    }
  }

  /** The way from a value into a member or an item of it. */
  private record Step(@Nullable String name, int index) {
    @Nullable JsonNode from(JsonNode value) {
      return name == null ? value.get(index) : value.get(name);
    }
  }

  private Misfits(JsonNode whole) {
    this.whole = whole.deepCopy();
  }

  /**
   * The places that do not fit, in the order in which Jackson finds them.
   *
   * @param first what it has found
   */
  static List<Misfit> of(
      JsonNode json, JavaType type, ValueConverter converter, JsonProcessingException first) {
    Misfits all = new Misfits(json);
    JsonProcessingException next = first;
    while (all.takeOut(next)) {
      try {
        var unused = converter.convert(all.whole, type);
        break;
      } catch (JsonProcessingException e) {
        next = e;
      }
    }
    return all.found;
  }

  /** Whether the rest may tell more. */
  private boolean takeOut(JsonProcessingException e) {
    List<Step> place = placeOf(e);
    JsonNode value = valueAt(place);
    boolean known = found.stream().anyMatch(each -> each.isWithin(place));
    boolean missing = !place.isEmpty() && value == null;
    if (known && !missing) {
      return false; // What was taken out is missed there.
    }
    if (!known) {
      found.add(new Misfit(place, reason(e, value)));
    }
    if (place.isEmpty()) {
      return false;
    }
    Step last = place.get(place.size() - 1);
    JsonNode holder = valueAt(place.subList(0, place.size() - 1));
    if (holder instanceof ObjectNode object && last.name != null) {
      if (missing) {
        object.put(last.name, 0); // Only a primitive must be there.
      } else {
        object.remove(last.name);
      }
      return true;
    }
    if (holder instanceof ArrayNode array && last.index < array.size()) {
      array.setNull(last.index); // The others keep their places.
      return true;
    }
    return false;
  }

  private List<Step> placeOf(JsonProcessingException e) {
    List<Step> place = new ArrayList<>();
    if (e instanceof JsonMappingException mapping) {
      for (Reference step : mapping.getPath()) {
        place.add(new Step(step.getFieldName(), step.getIndex()));
      }
    }
    madeOf(e)
        .flatMap(message -> memberNamed(message, valueAt(place)))
        .ifPresent(name -> place.add(new Step(name, -1)));
    return place;
  }

  private @Nullable JsonNode valueAt(List<Step> place) {
    JsonNode value = whole;
    for (Step step : place) {
      value = value == null ? null : step.from(value);
    }
    return value;
  }

  /** What a constructor of the user has said, which refuses a value as a whole. */
  private static Optional<String> madeOf(JsonProcessingException e) {
    return e instanceof ValueInstantiationException made && made.getCause() != null
        ? Optional.of(String.valueOf(made.getCause().getMessage()))
        : Optional.empty();
  }

  /** The member that is named first. */
  private static Optional<String> memberNamed(String message, @Nullable JsonNode value) {
    if (value == null) {
      return Optional.empty();
    }
    Iterable<String> names = value::fieldNames;
    return StreamSupport.stream(names.spliterator(), false)
        .filter(name -> positionOf(name, message) >= 0)
        .min(Comparator.comparingInt(name -> positionOf(name, message)));
  }

  private static int positionOf(String name, String message) {
    Matcher word = Pattern.compile("\\b" + Pattern.quote(name) + "\\b").matcher(message);
    return word.find() ? word.start() : -1;
  }

  /** The first line without the advice for those who configure Jackson, if it knows no better. */
  private static String reason(JsonProcessingException e, @Nullable JsonNode value) {
    Optional<String> made = madeOf(e);
    if (made.isPresent()) {
      return made.get();
    }
    if (e instanceof InvalidFormatException misfit) {
      return "'" + misfit.getValue() + "' is no " + misfit.getTargetType().getSimpleName();
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      List<String> known =
          unknown.getKnownPropertyIds() == null
              ? List.of()
              : unknown.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
      return "unknown key '"
          + unknown.getPropertyName()
          + "'; "
          + NearestName.hint(unknown.getPropertyName(), known, "there is none");
    }
    if (value == null && e instanceof MismatchedInputException of && of.getTargetType() != null) {
      return "a " + of.getTargetType().getSimpleName() + " is missing";
    }
    String line = e.getOriginalMessage().lines().findFirst().orElse("it does not fit");
    return ADVICE.matcher(line).replaceFirst("")
        + (value == null ? "" : ", was " + Shown.value(value));
  }
}
