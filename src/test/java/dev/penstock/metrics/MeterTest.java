package dev.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MeterTest {
  @ParameterizedTest
  @EnumSource
  void standsInTheReadmeWithTypeLabelsAndMeaning(Meter meter) throws IOException {
    String labels =
        meter.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));

    assertThat(Files.readString(Path.of("README.md")))
        .contains(
            "| `%s` | %s | %s | %s |"
                .formatted(
                    meter.scrapedName(),
                    meter.type().name().toLowerCase(Locale.ROOT),
                    labels,
                    meter.help()));
  }

  @ParameterizedTest
  @EnumSource
  void isNamedAsPrometheusWants(Meter meter) {
    assertThat(meter.scrapedName()).matches("[a-z][a-z0-9_]*");
    assertThat(meter.scrapedName().endsWith("_total"))
        .isEqualTo(meter.type() == Meter.Type.COUNTER);
    if (meter.type() == Meter.Type.HISTOGRAM) {
      assertThat(meter.scrapedName()).endsWith("_seconds");
    }
  }
}
