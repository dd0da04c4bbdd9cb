package dev.penstock.controller;

import dev.penstock.cluster.ClusterView;
import dev.penstock.cluster.NodeRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the nodes that have other code of an application than this one, or its name, and tells of
 * each once. Confined to the thread of the cluster.
 */
final class Mismatches {
  private record Told(String node, String application, String hash) {}

  private final Map<String, String> hashes;
  private final Set<Told> told = new HashSet<>();

  /** Compares with these hashes, by application. */
  Mismatches(Map<String, String> hashes) {
    this.hashes = hashes;
  }

  /** What was not told yet, in words. */
  List<String> news(ClusterView view) {
    NodeRecord self = view.records().get(view.self());
    List<String> news = new ArrayList<>();
    for (String node : view.members()) {
      NodeRecord other = view.records().get(node);
      if (self == null || other == null) {
        continue;
      }
      if (!node.equals(view.self())
          && other.name().equals(self.name())
          && told.add(new Told(node, "", other.name()))) {
        news.add(
            "another node (%s) is called %s too: placement on named nodes does not tell them apart;"
                    .formatted(node, self.name())
                + " give each a cluster.node of its own");
      }
      hashes.forEach(
          (application, hash) -> {
            String theirs = other.applications().get(application);
            if (theirs != null
                && !theirs.equals(hash)
                && told.add(new Told(node, application, theirs))) {
              news.add(words(application, self.name(), hash, other.name(), theirs));
            }
          });
    }
    told.removeIf(each -> !view.members().contains(each.node()));
    return news;
  }

  private static String words(
      String application, String self, String hash, String other, String theirs) {
    return "application %s is not the same on this node, %s (%s), and on %s (%s): its class path or"
            .formatted(application, self, brief(hash), other, brief(theirs))
        + " its configuration differs; the younger of both gets no replica of it";
  }

  private static String brief(String hash) {
    return hash.substring(0, Math.min(12, hash.length()));
  }
}
