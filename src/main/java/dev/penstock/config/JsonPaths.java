package dev.penstock.config;

import java.util.regex.Pattern;

/**
 * JSON paths as they stand in problems: {@code $.applications[0].deployments["my.model"].class}.
 */
public final class JsonPaths {
  /** The whole document. */
  public static final String ROOT = "$";

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_$-]+");

  private JsonPaths() {}

  /**
   * The path of a member of the object at {@code path}; names with dots and the like are quoted.
   */
  public static String member(String path, String name) {
    return PLAIN.matcher(name).matches()
        ? path + "." + name
        : path + "[\"" + name.replace("\"", "\\\"") + "\"]";
  }

  /** The path of an item of the array at {@code path}. */
  public static String item(String path, int index) {
    return path + "[" + index + "]";
  }
}
