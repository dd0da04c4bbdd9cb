package dev.penstock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Problem;
import dev.penstock.config.ApplicationConfig;
import dev.penstock.config.ClassRef;
import dev.penstock.config.ConfigReader;
import dev.penstock.config.DeploymentConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is left of a configuration when objects stand in place of deployments. */
class ReplacementsTest {
  private static final Object FAKE = new Object();

  /** Three applications; the handle in place of {@code %s} is one of its root's. */
  private static ConfigReader.Result read(String handle) {
    String text =
        """
        {"applications": [
          {"name": "shop", "root": "Desk", "deployments": {
             "Desk": {"class": "no.Desk", "replicas": 7, "args": [{"$handle": "Model"}, %s]},
             "Model": {"class": "no.Model", "replicas": 3, "threading": "worker", "args": {
                "near": [{"$handle": "Store"}], "far": {"$handle": "deep/Index"},
                "two": {"$handle": {"V1": 1, "deep/V2": 1}}, "text": "Desk"}},
             "Store": {"class": "no.Store", "args": [{"$handle": "Disk"}]},
             "V1": {"class": "no.V"}, "Disk": {"class": "no.Disk"}}},
          {"name": "deep", "deployments": {
             "Index": {"class": "no.Index"}, "V2": {"class": "no.V"}}},
          {"name": "other", "route": "/other", "root": "Model", "deployments": {
             "Model": {"class": "no.Other"}, "Stray": {"class": "no.Stray"}}}]}
        """
            .formatted(handle);
    ConfigReader.Result read =
        new ConfigReader(Map.of()).read(text, "test", Path.of("/"), List.of());
    assertThat(read.problems()).isEmpty();
    return read;
  }

  private static List<String> left(ConfigReader.Result result) {
    return result.config().applications().stream()
        .flatMap(a -> a.deployments().stream().map(d -> a.name() + "/" + d.name()))
        .toList();
  }

  @Test
  void dropsWhatOnlyTheReplacedOneReachedInAnyApplication() {
    ConfigReader.Result result = Replacements.apply(read("1"), Map.of("shop/Model", FAKE));

    assertThat(result.problems()).isEmpty();
    assertThat(left(result))
        .containsExactly("shop/Desk", "shop/Model", "other/Model", "other/Stray");
    assertThat(result.config().applications())
        .extracting(ApplicationConfig::name)
        .containsExactly("shop", "other");
  }

  @Test
  void keepsWhatOthersReachToo() {
    var result = Replacements.apply(read("{\"$handle\": \"Store\"}"), Map.of("shop/Model", FAKE));

    assertThat(left(result)).contains("shop/Store", "shop/Disk").doesNotContain("shop/V1");
  }

  @Test
  void replacedOneHasNoOptionsAnyMore() {
    var result = Replacements.apply(read("1"), Map.of("shop/Model", FAKE));
    DeploymentConfig model = result.config().applications().get(0).deployments().get(1);

    assertThat(model.type()).isEqualTo(new ClassRef.Instance(FAKE));
    assertThat(model.args()).isEmpty();
    assertThat(model.replicas()).isEmpty();
    assertThat(model.threading().key()).isEqualTo("event-loop");
  }

  @Test
  void namesThatAreUnknownOrNotClearAreProblems() {
    assertThat(problem("Desc")).contains("no deployment \"Desc\"; did you mean 'Desk'?");
    assertThat(problem("shop/Desc")).contains("did you mean 'shop/Desk'?");
    assertThat(problem("Model"))
        .contains(
            "several applications have a deployment \"Model\"; write one of shop/Model, other/Model");
    var twice = Replacements.apply(read("1"), Map.of("Desk", FAKE, "shop/Desk", FAKE));
    assertThat(twice.problems()).hasSize(1);
    assertThat(twice.problems().get(0).message()).contains("replaced twice");
  }

  private static String problem(String name) {
    List<Problem> problems = Replacements.apply(read("1"), Map.of(name, FAKE)).problems();
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).message()).startsWith("cannot replace \"" + name + "\": ");
    return problems.get(0).message();
  }
}
