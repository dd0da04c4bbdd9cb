package dev.penstock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Problem;
import dev.penstock.config.ConfigReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The mistakes that newcomers make in the first hour, and the part of the message that tells what
 * to do. Files of another place and a port in use are in {@code NearbyFilesTest} and {@code
 * CommandLineJarTest}.
 */
class LikelyMistakesTest {
  private static final Path BAD = Path.of("src", "test", "resources", "bad");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          key misspelled               | unknown-key           | did you mean 'replicas'?
          keys of Ray Serve            | ray-serve-keys        | is 'replicas' here
          a comma too many             | trailing-comma        | remove the comma before it
          strings in single quotes     | single-quotes         | stand in double quotes
          keys without quotes          | no-quotes             | stand in double quotes
          a bracket not closed         | not-closed            | it starts at line 2
          YAML                         | yaml                  | Penstock reads JSON
          comments of other languages  | hash-comment          | comments start with //
          a key twice                  | duplicate-key         | keep one of them
          variable not set             | missing-variable      | give a default: ${PENSTOCK_TEST_UNSET:default}
          seconds without unit         | units                 | it would be "60s"
          decimal sizes                | units                 | write "32MiB"
          word misspelled              | threading-workers     | did you mean "worker"?
          threads without workers      | threads-without-worker| only "threading": "worker" has threads
          $handle misspelled           | handle-misspelled     | write {"$handle": "Name"}
          handle to a class            | handle-to-class       | there is: Model, Gateway
          handle to nobody             | missing-deployment    | did you mean 'Model'?
          class without its package    | simple-class-name     | did you mean "dev.penstock.examples.EchoModel"?
          class of nowhere             | unknown-class         | the application has no "classpath"
          jar not built                | not-built             | is it built?
          path of the shell            | not-built             | not to the working directory
          inner class                  | inner-class           | make it static
          interface as class           | interface-as-class    | name the class that implements it
          deployment without callers   | unreached             | give one a handle to it, or remove it
          replicas of an ingress       | ingress-options       | http.eventLoops is their number
          two applications, one route  | duplicate-route       | is mounted there too
          blocking on an event loop    | blocking-contract     | return a Future, or give
          virtual threads on Java 17   | virtual-threads-on-17 | use "worker" or a newer Java
          """)
  void saysWhatToDo(String mistake, String file, String advice) {
    ConfigReader.Result read =
        new ConfigReader(Map.of()).read(BAD.resolve(file + ".json"), List.of());
    List<Problem> problems =
        new GraphCompiler(new TestRules(), getClass().getClassLoader(), 17)
            .compile(read)
            .problems();

    assertThat(problems).as(mistake).anySatisfy(p -> assertThat(p.message()).contains(advice));
  }
}
