package dev.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamFormTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          text/event-stream                                   | EVENTS
          Text/Event-Stream;charset=utf-8                     | EVENTS
          application/x-ndjson                                | LINES
          application/json                                    | LINES
          */*                                                 | PARTS
          text/plain                                          | PARTS
          text/event-stream;q=0.5, application/x-ndjson       | LINES
          application/x-ndjson;q=0.2, text/event-stream;q=0.9 | EVENTS
          text/event-stream, */*                              | EVENTS
          text/event-stream;q=0, */*;q=0.1                    | PARTS
          text/event-stream;q=x                               | EVENTS
          ,,;                                                 | PARTS
          """)
  void isWhatTheClientWantsMost(String accept, StreamForm form) {
    assertThat(StreamForm.of(accept)).isEqualTo(form);
  }
}
