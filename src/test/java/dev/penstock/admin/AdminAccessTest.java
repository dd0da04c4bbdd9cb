package dev.penstock.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.admin.AdminAccess.Verdict;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminAccessTest {
  private final AdminAccess open = new AdminAccess(Optional.empty());
  private final AdminAccess guarded = new AdminAccess(Optional.of("s3cret"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.0.0.1:8001",
        "127.1.2.3:1",
        "localhost:80",
        "LocalHost",
        "[::1]:8001"
      })
  void answersForLoopbackNamesWithoutAToken(String host) {
    assertThat(open.judge(null, host)).isEqualTo(Verdict.ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example:8001",
        "10.0.0.1",
        "::1"
      })
  void refusesOtherNamesWithoutAToken(String host) {
    assertThat(open.judge("Bearer s3cret", host)).isEqualTo(Verdict.FOREIGN_HOST);
  }

  @Test
  void refusesRequestsThatNameNoHost() {
    assertThat(open.judge(null, null)).isEqualTo(Verdict.FOREIGN_HOST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer s3cret", "bearer s3cret"})
  void answersForAnyNameWithTheToken(String authorization) {
    assertThat(guarded.judge(authorization, "node.example:8001")).isEqualTo(Verdict.ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer s3cre",
        "Bearer s3crets",
        "Basic s3cret",
        "s3cret"
      })
  void refusesWhoDoesNotKnowTheToken(String authorization) {
    assertThat(guarded.judge(authorization, "127.0.0.1")).isEqualTo(Verdict.TOKEN_WANTED);
  }

  @Test
  void wantsTheTokenOnLoopbackToo() {
    assertThat(guarded.judge(null, "127.0.0.1")).isEqualTo(Verdict.TOKEN_WANTED);
  }
}
