package dev.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.store.ObjectRef;
import dev.penstock.transfer.TransferCodec.Answer;
import dev.penstock.transfer.TransferCodec.Chunk;
import dev.penstock.transfer.TransferCodec.Request;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class TransferCodecTest {
  private static final ObjectRef REF = new ObjectRef(-5, 1, 2, 3, 1000);

  private static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes);
  }

  @Test
  void everythingSurvivesTheWayThroughBytes() {
    byte[] nonce = TwoStores.bytes(Handshake.NONCE_BYTES, 1);
    Request request = new Request(REF, 999);
    Chunk chunk = new Chunk(TransferCodec.LARGEST_CHUNK, -7);

    assertThat(TransferCodec.nonce(wrap(TransferCodec.hello(nonce)))).isEqualTo(nonce);
    assertThat(TransferCodec.request(wrap(TransferCodec.request(request)))).isEqualTo(request);
    for (Answer answer : new Answer[] {new Answer(true, 1000), new Answer(false, 0)}) {
      assertThat(TransferCodec.answer(wrap(TransferCodec.answer(answer)))).isEqualTo(answer);
    }
    assertThat(TransferCodec.chunk(wrap(TransferCodec.chunk(chunk)))).isEqualTo(chunk);
    assertThat(TransferCodec.hello(nonce)).hasSize(TransferCodec.HELLO_BYTES);
    assertThat(TransferCodec.request(request)).hasSize(TransferCodec.REQUEST_BYTES);
    assertThat(TransferCodec.chunk(chunk)).hasSize(TransferCodec.CHUNK_BYTES);
    assertThat(TransferCodec.answer(new Answer(true, 1))).hasSize(TransferCodec.ANSWER_BYTES);
  }

  @Test
  void refusesOtherProtocolsAndOtherVersions() {
    byte[] hello = TransferCodec.hello(new byte[Handshake.NONCE_BYTES]);
    hello[4] = 2;
    assertThatThrownBy(() -> TransferCodec.nonce(wrap(hello)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("version 2 of the protocol, this node 1");
    hello[0] = 'G';
    assertThatThrownBy(() -> TransferCodec.nonce(wrap(hello)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("does not speak");
  }

  @Test
  void refusesLengthsAndOffsetsThatCannotBe() {
    for (long length : new long[] {-1, Integer.MAX_VALUE + 1L, Long.MAX_VALUE}) {
      byte[] request = TransferCodec.request(new Request(new ObjectRef(1, 1, 1, 1, length), 0));
      assertThatThrownBy(() -> TransferCodec.request(wrap(request)))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("an object of " + length);
      byte[] answer = TransferCodec.answer(new Answer(true, length));
      assertThatThrownBy(() -> TransferCodec.answer(wrap(answer)))
          .isInstanceOf(ProtocolException.class);
    }
    for (long offset : new long[] {-1, 1001, Long.MIN_VALUE}) {
      byte[] request = TransferCodec.request(new Request(REF, offset));
      assertThatThrownBy(() -> TransferCodec.request(wrap(request)))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("byte " + offset);
    }
    for (int length : new int[] {0, -1, TransferCodec.LARGEST_CHUNK + 1, Integer.MAX_VALUE}) {
      ByteBuffer chunk = ByteBuffer.allocate(8).putInt(length).putInt(0).flip();
      assertThatThrownBy(() -> TransferCodec.chunk(chunk))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("a chunk of " + length);
    }
  }

  @Test
  void refusesUnknownKinds() {
    byte[] request = TransferCodec.request(new Request(REF, 0));
    request[0] = 9;
    byte[] answer = TransferCodec.answer(new Answer(true, 5));
    answer[0] = 9;
    byte[] goneWithBytes = TransferCodec.answer(new Answer(false, 5));

    assertThatThrownBy(() -> TransferCodec.request(wrap(request)))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> TransferCodec.answer(wrap(answer)))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> TransferCodec.answer(wrap(goneWithBytes)))
        .isInstanceOf(ProtocolException.class);
  }
}
