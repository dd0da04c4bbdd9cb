package dev.penstock.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A handle as written, such as {@code {"$handle": "Name"}}, found by looking at the JSON alone.
 *
 * @param path its JSON path
 * @param targets whom it leads to, ordered by id
 * @param options what stands beside the targets
 * @param complete whether every name was found, so that an edge can be made of it
 */
record HandleRef(String path, List<Target> targets, EdgeOptions options, boolean complete) {
  static final String KEY = "$handle";

  /**
   * A deployment that a handle leads to.
   *
   * @param path of what is wrong if the deployment does not fit
   * @param name as written
   * @param guessed whether the name is wrong and this is the deployment that was probably meant
   */
  record Target(String path, String name, Callee callee, int weight, boolean guessed) {
    EdgeTarget edgeTarget() {
      return new EdgeTarget(callee.application(), callee.name(), weight);
    }
  }

  /** Whether a value is written as a handle, be it well or badly. */
  static boolean is(JsonNode json) {
    return json.isObject() && json.has(KEY);
  }

  /** Whether there is a handle in a value. */
  static boolean in(JsonNode json) {
    if (is(json)) {
      return true;
    }
    for (JsonNode child : json) {
      if (in(child)) {
        return true;
      }
    }
    return false;
  }
}
