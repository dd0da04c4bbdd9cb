package dev.penstock.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cluster.ClusterView;
import dev.penstock.cluster.NodeRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MismatchesTest {
  private static NodeRecord node(String id, String hash) {
    return node(id, "name-" + id, hash);
  }

  private static NodeRecord node(String id, String name, String hash) {
    return new NodeRecord(
        id, name, "1", "", "", null, false, 0, Map.of(), Map.of("app", hash), List.of());
  }

  @Test
  void otherCodeOfAnApplicationIsToldOncePerNodeWithBothNames() {
    Mismatches mismatches = new Mismatches(Map.of("app", "1111"));
    ClusterView view =
        new ClusterView(
            "a",
            List.of("a", "b", "c"),
            Map.of("a", node("a", "1111"), "b", node("b", "2222"), "c", node("c", "1111")));

    assertThat(mismatches.news(view))
        .singleElement()
        .asString()
        .contains("application app", "name-a (1111)", "name-b (2222)");
    assertThat(mismatches.news(view)).isEmpty();
  }

  @Test
  void anotherNodeOfTheSameNameIsToldOnce() {
    Mismatches mismatches = new Mismatches(Map.of());
    ClusterView view =
        new ClusterView(
            "a",
            List.of("a", "b", "c"),
            Map.of(
                "a", node("a", "gpu-1", "1"),
                "b", node("b", "gpu-1", "1"),
                "c", node("c", "gpu-2", "1")));

    assertThat(mismatches.news(view))
        .singleElement()
        .asString()
        .contains("another node (b) is called gpu-1 too", "cluster.node");
    assertThat(mismatches.news(view)).isEmpty();
  }
}
