package dev.penstock.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;

/** Values as messages show them: compact JSON, cut when long. */
public final class Shown {
  private static final int LONGEST = 100;

  private Shown() {}

  /** The value as JSON on one line of at most about a hundred characters. */
  public static String value(JsonNode value) {
    String text =
        value instanceof POJONode java ? String.valueOf(java.getPojo()) : value.toString();
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }
}
