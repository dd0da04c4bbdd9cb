package dev.penstock.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.durable.LogEntry.Accepted;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogEntryCodecTest {
  private static Accepted accepted(Work work) {
    Message message =
        new Message(List.of(Map.entry("a", "b")), new Body.Inline(Buffer.buffer("body")));
    return new Accepted(3, 1_000, 5, "app", work, "key", Duration.ofMinutes(1), message);
  }

  @Test
  void callsComeBackAndRefuseVersionsThatDoNotKnowThem() {
    Accepted call = accepted(new Work.Call("app/Model", "process", -77));
    Buffer bytes = LogEntryCodec.encode(call);

    assertThat(LogEntryCodec.decode(bytes)).isEqualTo(call);
    assertThat(bytes.getByte(0)).as("version").isEqualTo((byte) 2);
  }

  @Test
  void requestsOverHttpAreWrittenAsTheFirstVersionReadsThem() {
    Accepted request = accepted(new Work.Http("POST", "/run"));
    Buffer bytes = LogEntryCodec.encode(request);

    assertThat(LogEntryCodec.decode(bytes)).isEqualTo(request);
    assertThat(bytes.getByte(0)).as("version").isEqualTo((byte) 1);
  }
}
