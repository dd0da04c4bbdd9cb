package dev.penstock.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.Problem;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which the values of a configuration are written, so that problems can be told in
 * that order whichever check found them. A path that is not in the configuration, such as that of a
 * missing key, counts as the place it would be in.
 */
public final class FileOrder {
  private final Map<String, Integer> positions = new HashMap<>();

  private FileOrder() {}

  /** The order of a tree. */
  static FileOrder of(JsonNode tree) {
    FileOrder order = new FileOrder();
    order.add(JsonPaths.ROOT, tree);
    return order;
  }

  /** The order of nothing: all problems stay as they are. */
  static FileOrder ofNothing() {
    return new FileOrder();
  }

  /** The problems from the top of the configuration to its end; those of one place as found. */
  public List<Problem> sorted(List<Problem> problems) {
    return problems.stream().sorted(Comparator.comparingInt(p -> position(p.path()))).toList();
  }

  private void add(String path, JsonNode node) {
    positions.put(path, positions.size());
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        add(JsonPaths.item(path, i), node.get(i));
      }
    } else {
      node.properties().forEach(e -> add(JsonPaths.member(path, e.getKey()), e.getValue()));
    }
  }

  private int position(String path) {
    String place = path;
    while (!place.isEmpty()) {
      Integer position = positions.get(place);
      if (position != null) {
        return position;
      }
      place =
          place.substring(0, Math.max(0, Math.max(place.lastIndexOf('.'), place.lastIndexOf('['))));
    }
    return 0;
  }
}
