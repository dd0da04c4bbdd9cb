package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
  private static final List<String> KEYS = List.of("host", "port", "maxBody", "replicas");

  @Test
  void findsTheNameThatASlipMeant() {
    assertThat(NearestName.of("hots", KEYS)).contains("host");
    assertThat(NearestName.of("maxbody", KEYS)).contains("maxBody");
    assertThat(NearestName.of("replica", KEYS)).contains("replicas");
  }

  @Test
  void findsNothingNearSomethingElse() {
    assertThat(NearestName.of("cluster", KEYS)).isEmpty();
    assertThat(NearestName.hint("cluster", KEYS, ""))
        .isEqualTo("there is: host, port, maxBody, replicas");
  }
}
