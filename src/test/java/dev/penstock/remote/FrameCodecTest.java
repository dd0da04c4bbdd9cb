package dev.penstock.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.message.CancelMessage;
import dev.penstock.message.EnvelopeCodec;
import dev.penstock.message.PingMessage;
import dev.penstock.message.ReplyMessage;
import dev.penstock.message.ReplyMessage.Load;
import dev.penstock.message.ReplyMessage.Models;
import dev.penstock.message.ValueException;
import dev.penstock.message.WireWriter;
import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameCodecTest {
  private static final FrameCodec OPEN = new FrameCodec("a", null);
  private static final FrameCodec SENDER = new FrameCodec("a", new FrameSeal("secret"));
  private static final FrameCodec RECEIVER = new FrameCodec("b", new FrameSeal("secret"));

  private static Buffer frame(FrameCodec codec) {
    WireWriter frame = codec.begin(7, 64);
    codec.add(new CancelMessage(5), frame);
    codec.add(new PingMessage(true), frame);
    return codec.end("b", frame);
  }

  @Test
  void envelopesComeOutAsTheyWentIn() {
    for (FrameCodec codec : new FrameCodec[] {OPEN, SENDER}) {
      FrameCodec receiver = codec == OPEN ? OPEN : RECEIVER;
      FrameCodec.Frame frame = receiver.decode(frame(codec));
      assertThat(frame.sender()).isEqualTo("a");
      assertThat(frame.number()).isEqualTo(7);
      assertThat(frame.envelopes()).containsExactly(new CancelMessage(5), new PingMessage(true));
    }
  }

  @Test
  void ofAnEnvelopeThatCannotBeWrittenNothingIsLeft() {
    WireWriter frame = OPEN.begin(7, 64);
    OPEN.add(new CancelMessage(5), frame);
    List<String> models = Collections.nCopies(EnvelopeCodec.MAX_MODELS + 1, "m");
    Load many = new Load(0, new Models(1, models));
    ReplyMessage reply =
        new ReplyMessage(1, null, true, null, null, many, List.of(), Buffer.buffer());

    assertThatThrownBy(() -> OPEN.add(reply, frame)).isInstanceOf(ValueException.class);
    OPEN.add(new PingMessage(true), frame);

    assertThat(OPEN.decode(OPEN.end("b", frame)).envelopes())
        .containsExactly(new CancelMessage(5), new PingMessage(true));
  }

  @Test
  void anEnvelopeEndsWhereItsBlockEnds() {
    Buffer frame = frame(OPEN);
    // Version, sender, number: then the length of the cancellation, which has ten bytes.
    int length = 1 + 2 + 8;
    assertThat(frame.getInt(length)).isEqualTo(10);

    for (int wrong : new int[] {9, 11, -1, Integer.MAX_VALUE}) {
      Buffer changed = frame.copy().setInt(length, wrong);
      assertThatThrownBy(() -> OPEN.decode(changed)).isInstanceOf(ValueException.class);
    }
  }

  @Test
  void whoDoesNotKnowTheSecretIsRefused() {
    FrameCodec stranger = new FrameCodec("a", new FrameSeal("another"));

    assertThatThrownBy(() -> RECEIVER.decode(frame(stranger)))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining("cluster.secret");
    assertThatThrownBy(() -> RECEIVER.decode(frame(OPEN))).isInstanceOf(ValueException.class);
    assertThatThrownBy(() -> RECEIVER.decode(Buffer.buffer("x")))
        .isInstanceOf(ValueException.class);
  }

  @Test
  void aFrameForAnotherNodeIsRefused() {
    FrameCodec third = new FrameCodec("c", new FrameSeal("secret"));

    assertThatThrownBy(() -> third.decode(frame(SENDER))).isInstanceOf(ValueException.class);
  }

  @Test
  void everyChangedBitIsNoticed() {
    Buffer whole = frame(SENDER);
    for (int bit = 0; bit < whole.length() * 8; bit++) {
      Buffer changed = whole.copy();
      changed.setByte(bit / 8, (byte) (changed.getByte(bit / 8) ^ 1 << bit % 8));
      assertThatThrownBy(() -> RECEIVER.decode(changed)).isInstanceOf(ValueException.class);
    }
  }

  @Test
  void garbageIsRefusedAndNeverAnythingWorse() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = frame(OPEN).getBytes();
      for (int change = random.nextInt(4); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        OPEN.decode(Buffer.buffer(bytes));
      } catch (ValueException expected) {
        // Most end here.
      }
    }
  }

  @Test
  void eachNumberCountsOnceWhateverTheOrder() {
    SeenFrames seen = new SeenFrames();

    assertThat(seen.add(1)).isTrue();
    assertThat(seen.add(3)).isTrue();
    assertThat(seen.add(2)).isTrue();
    assertThat(seen.add(2)).isFalse();
    assertThat(seen.add(3)).isFalse();
    assertThat(seen.add(200)).isTrue();
    assertThat(seen.add(137)).isTrue();
    assertThat(seen.add(136)).isFalse();
    assertThat(seen.add(0)).isFalse();
    assertThat(seen.add(-1)).isFalse();
  }
}
