package dev.penstock.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.Problem;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * JSON with comments as a tree. Of a duplicate key the first value counts and each further one is a
 * problem, so that reading goes on; text that is no JSON is one problem with line and column.
 */
final class JsonText {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  // What the parser's messages tell about itself.
  private static final Pattern CODE = Pattern.compile(" \\(code \\d+\\)");
  private static final Pattern START =
      Pattern.compile("\\(start marker at \\[Source: .*; line: (\\d+), column: \\d+]\\)");

  private final JsonParser parser;
  private final List<Problem> problems;

  private JsonText(JsonParser parser, List<Problem> problems) {
    this.parser = parser;
    this.problems = problems;
  }

  /** The tree, or empty if the text is no JSON. */
  static Optional<JsonNode> parse(String text, List<Problem> problems) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        problems.add(Problem.error(JsonPaths.ROOT, "no JSON: the text is empty"));
        return Optional.empty();
      }
      JsonNode tree = new JsonText(parser, problems).value(JsonPaths.ROOT);
      if (parser.nextToken() != null) {
        problems.add(
            Problem.error(
                JsonPaths.ROOT,
                "not valid JSON at "
                    + place(parser.currentTokenLocation())
                    + ": text after the end of the document"));
      }
      return Optional.of(tree);
    } catch (JsonProcessingException e) {
      problems.add(
          Problem.error(
              JsonPaths.ROOT,
              "not valid JSON at "
                  + place(e.getLocation())
                  + ": "
                  + firstLine(e)
                  + JsonSlips.hint(text, e.getLocation()).map(h -> "; " + h).orElse("")));
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("text in memory cannot be read", e);
    }
  }

  private JsonNode value(String path) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(path);
      case START_ARRAY -> array(path);
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> decimal();
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      default -> NODES.nullNode();
    };
  }

  private ObjectNode object(String path) throws IOException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String memberPath = JsonPaths.member(path, key);
      JsonLocation location = parser.currentTokenLocation();
      parser.nextToken();
      JsonNode value = value(memberPath);
      if (object.has(key)) {
        problems.add(
            Problem.error(
                memberPath,
                "duplicate key '"
                    + key
                    + "' at "
                    + place(location)
                    + " (value "
                    + Shown.value(value)
                    + "); keep one of them"));
      } else {
        object.set(key, value);
      }
    }
    return object;
  }

  private ArrayNode array(String path) throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(JsonPaths.item(path, array.size())));
    }
    return array;
  }

  private JsonNode integer() throws IOException {
    return switch (parser.getNumberType()) {
      case INT -> NODES.numberNode(parser.getIntValue());
      case LONG -> NODES.numberNode(parser.getLongValue());
      default -> NODES.numberNode(new BigInteger(parser.getText()));
    };
  }

  /** A double where it holds the number as written, else the exact decimal. */
  private JsonNode decimal() throws IOException {
    BigDecimal exact = parser.getDecimalValue();
    double value = exact.doubleValue();
    boolean same = Double.isFinite(value) && BigDecimal.valueOf(value).compareTo(exact) == 0;
    return same ? NODES.numberNode(value) : NODES.numberNode(exact);
  }

  private static String place(JsonLocation location) {
    return "line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static String firstLine(JsonProcessingException e) {
    String line = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    return START.matcher(CODE.matcher(line).replaceAll("")).replaceAll("(it starts at line $1)");
  }
}
