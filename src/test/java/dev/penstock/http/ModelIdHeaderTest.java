package dev.penstock.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelIdHeaderTest {
  private static MultiMap sent(String... values) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (String value : values) {
      headers.add("X-Model-Id", value);
    }
    return headers;
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "groß", "À la carte", "模型", "meta/llama 3:8b@v2"})
  void readsTheBytesOfAClientAsUtf8(String id) {
    String asReceived = new String(id.getBytes(UTF_8), ISO_8859_1);
    assertThat(ModelIdHeader.in(sent(asReceived))).isEqualTo(id);
  }

  @Test
  void refusesBytesThatAreNoUtf8() {
    assertThatThrownBy(() -> ModelIdHeader.in(sent("fran\u00e7ais")))
        .isInstanceOf(RefusedRequest.class)
        .hasMessage("X-Model-Id must be text in UTF-8");
  }

  @Test
  void refusesTwoModelsButNotTheSameOneTwice() {
    assertThatThrownBy(() -> ModelIdHeader.in(sent("en", "fr")))
        .isInstanceOf(RefusedRequest.class)
        .hasMessage("X-Model-Id must name one model");
    assertThat(ModelIdHeader.in(sent("en", "en"))).isEqualTo("en");
  }

  @Test
  void refusesControlCharacters() {
    for (String id : new String[] {"a\tb", "a\u007fb", "a\u00c2\u0085b"}) {
      assertThatThrownBy(() -> ModelIdHeader.in(sent(id)))
          .hasMessage("X-Model-Id must have at most 256 characters and no control characters");
    }
  }

  @Test
  void namesNoModelWhereNoneIsSent() {
    assertThat(ModelIdHeader.in(sent())).isNull();
    assertThat(ModelIdHeader.in(sent(""))).isNull();
  }
}
