package dev.penstock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Problem;
import dev.penstock.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file in {@code bad/} breaks one rule; the text beside it holds what a user is told. */
class BadInputTest {
  private static final Path BAD = Path.of("src", "test", "resources", "bad");

  static Stream<String> rules() throws IOException {
    try (Stream<Path> files = Files.list(BAD)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(n -> n.endsWith(".json"))
          .map(n -> n.substring(0, n.length() - ".json".length()))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void tellsWhatIsWrongWhereAndWithWhichValue(String rule) throws IOException {
    assertThat(lines(compile(rule).problems()))
        .isEqualTo(Files.readString(BAD.resolve(rule + ".txt")));
  }

  @Test
  void reportsEightErrorsOfOneFileTogether() {
    GraphCompiler.Result result = compile("eight-errors");

    assertThat(result.problems()).filteredOn(Problem::isError).hasSize(8);
    assertThat(result.applications()).isEmpty();
  }

  private static GraphCompiler.Result compile(String rule) {
    ConfigReader.Result read =
        new ConfigReader(Map.of()).read(BAD.resolve(rule + ".json"), List.of());
    return new GraphCompiler(new TestRules(), BadInputTest.class.getClassLoader(), 17)
        .compile(read);
  }

  /** One problem a line; the folder of the test is called DIR. */
  private static String lines(List<Problem> problems) {
    return problems.stream()
        .map(p -> p.toString().replace(BAD.toAbsolutePath().toString(), "DIR") + "\n")
        .collect(Collectors.joining());
  }
}
