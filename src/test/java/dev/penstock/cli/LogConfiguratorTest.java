package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogConfiguratorTest {
  @Test
  void leavesLoggingToAConfigurationFileOnTheClassPath() {
    var context = new LoggerContext(); // the tests' own file, logback-test.xml, is there

    assertThat(new LogConfigurator().configure(context))
        .isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
    assertThat(context.getLogger("ROOT").iteratorForAppenders()).isExhausted();
  }

  @ParameterizedTest
  @CsvSource({"debug, DEBUG", "WARN, WARN", "loud, INFO", ", INFO"})
  void takesTheLevelByNameAndInfoForAnythingElse(String name, String level) {
    assertThat(LogConfigurator.level(name)).isEqualTo(Level.toLevel(level));
  }
}
