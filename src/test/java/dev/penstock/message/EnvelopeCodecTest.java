package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.message.ReplyMessage.Load;
import dev.penstock.message.ReplyMessage.Models;
import dev.penstock.store.ObjectRef;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnvelopeCodecTest {
  private static final ReplicaId REPLICA = new ReplicaId("shop", "Model", 3, 7, "node-b");

  private static final List<ObjectRef> REFERENCES =
      List.of(new ObjectRef(-1, 2, 3, 4, 1 << 20), new ObjectRef(Long.MAX_VALUE, 0, 1, 2, 0));

  static Stream<Envelope> envelopes() {
    RequestOrigin origin =
        new RequestOrigin(
            "request-1",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "vendor=1",
            "model-1",
            Map.of("x-tenant", "Zoë"),
            3);
    Load load = new Load(4, new Models(1L << 40, List.of("a", "b")));
    return Stream.of(
        call(origin, "key", Buffer.buffer(new byte[] {1, 2, 3})),
        call(RequestOrigin.of(""), null, Buffer.buffer()),
        new ReplyMessage(9, null, true, null, null, load, REFERENCES, Buffer.buffer("r")),
        new ReplyMessage(
            -1,
            Failure.USER_ERROR,
            true,
            "e-1",
            "boom",
            new Load(3, null),
            List.of(),
            Buffer.buffer()),
        new ReplyMessage(1, Failure.BUSY, false, null, "busy", load, List.of(), Buffer.buffer()),
        new CancelMessage(5),
        new GrantMessage(REPLICA, Long.MAX_VALUE, Duration.ofMillis(20)),
        new GrantReturnMessage(Long.MIN_VALUE),
        new StreamItemMessage(5, true, 2, 1L << 40, Buffer.buffer("item")),
        new PingMessage(true),
        new StreamEndMessage(5, true, 1, null, null),
        new StreamEndMessage(5, false, 3, Failure.USER_ERROR, "boom"),
        new CreditMessage(5, false, 0, 32),
        new FetchedMessage(Long.MIN_VALUE),
        new ProgressMessage("r-1", 0.25, "page 4 of 10"));
  }

  private static CallMessage call(RequestOrigin origin, @Nullable String key, Buffer payload) {
    return new CallMessage(
        Long.MIN_VALUE,
        new CallHead(REPLICA, "process", Integer.MIN_VALUE, "shop/Gateway.model"),
        origin,
        Duration.ofSeconds(59, 999),
        key,
        true,
        2,
        -5,
        3,
        1L << 50,
        payload.length() == 0 ? List.of() : REFERENCES,
        payload);
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void everyFieldSurvivesTheWayThroughBytes(Envelope envelope) {
    assertThat(EnvelopeCodec.decode(EnvelopeCodec.encode(envelope))).isEqualTo(envelope);
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void refusesEveryTruncationAndEveryTrailingByte(Envelope envelope) {
    Buffer bytes = EnvelopeCodec.encode(envelope);
    for (int length = 0; length < bytes.length(); length++) {
      Buffer part = bytes.getBuffer(0, length);
      assertThatThrownBy(() -> EnvelopeCodec.decode(part)).isInstanceOf(ValueException.class);
    }
    assertThatThrownBy(() -> EnvelopeCodec.decode(bytes.copy().appendByte((byte) 0)))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining("1 bytes too many");
  }

  @Test
  void refusesOtherVersionsAndUnknownKinds() {
    Buffer cancel = EnvelopeCodec.encode(new CancelMessage(5));

    assertThatThrownBy(() -> EnvelopeCodec.decode(cancel.copy().setByte(0, (byte) 2)))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining("version 2, this node speaks 1");
    assertThatThrownBy(() -> EnvelopeCodec.decode(cancel.copy().setByte(1, (byte) 12)))
        .isInstanceOf(ValueException.class)
        .hasMessage("unknown kind of envelope: 12");
    Buffer reply =
        EnvelopeCodec.encode(
            new ReplyMessage(
                1, Failure.BUSY, false, null, null, Load.NONE, List.of(), Buffer.buffer()));
    assertThatThrownBy(() -> EnvelopeCodec.decode(reply.copy().setByte(10, (byte) 99)))
        .isInstanceOf(ValueException.class)
        .hasMessage("unknown kind of failure: 99");
  }

  @Test
  void aHeadThatHasComeBeforeIsTheSameOneAndSoManyAreKept() {
    KnownHeads heads = new KnownHeads();
    CallHead first = head(heads, 0);

    assertThat(first.replica()).isEqualTo(REPLICA);
    assertThat(first.method()).isEqualTo("process");
    assertThat(first.signature()).isZero();
    assertThat(first.edge()).isEqualTo("shop/Gateway.model");
    assertThat(head(heads, 0)).isSameAs(first);
    assertThat(head(heads, 1)).isNotEqualTo(first);
    for (int i = 0; i < 10_000; i++) {
      head(heads, i);
      assertThat(heads.size()).isLessThanOrEqualTo(4096);
    }
    assertThat(head(heads, 0)).isEqualTo(first);
  }

  private static CallHead head(KnownHeads heads, int signature) {
    WireWriter out = new WireWriter();
    new CallHead(REPLICA, "process", signature, "shop/Gateway.model").write(out);
    return heads.find(new WireReader(out.buffer()).readSlice());
  }

  @Test
  void limitsHeadersModelsAndTheRequestId() {
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 0; i <= EnvelopeCodec.MAX_HEADERS; i++) {
      headers.put("h" + i, "v");
    }
    Buffer empty = Buffer.buffer();
    List<String> models = Collections.nCopies(EnvelopeCodec.MAX_MODELS + 1, "m");
    Load many = new Load(0, new Models(1, models));

    assertThatThrownBy(
            () ->
                EnvelopeCodec.encode(
                    call(new RequestOrigin("r", null, null, null, headers, 0), null, empty)))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining("101 propagated headers");
    assertThatThrownBy(
            () ->
                EnvelopeCodec.encode(
                    new ReplyMessage(1, null, true, null, null, many, List.of(), empty)))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining("10001 model ids");
    for (String id : List.of("a\nb", "ä", "x".repeat(129))) {
      assertThatThrownBy(() -> EnvelopeCodec.encode(call(RequestOrigin.of(id), null, empty)))
          .isInstanceOf(ValueException.class)
          .hasMessageContaining("request id");
    }
  }

  @Test
  void progressIsAFractionWithANoteThatIsShort() {
    String note = "x".repeat(ReportedProgress.LONGEST_NOTE + 1);
    for (ProgressMessage wrong :
        List.of(
            new ProgressMessage("r", Double.NaN, ""),
            new ProgressMessage("r", -0.1, ""),
            new ProgressMessage("r", 1.1, ""),
            new ProgressMessage("r", 0.5, note))) {
      Buffer bytes = EnvelopeCodec.encode(wrong);
      assertThatThrownBy(() -> EnvelopeCodec.decode(bytes)).isInstanceOf(ValueException.class);
    }
  }

  @Test
  void garbageIsRefusedAndNeverAnythingWorse() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Buffer> valid = envelopes().map(EnvelopeCodec::encode).toList();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = valid.get(random.nextInt(valid.size())).getBytes();
      for (int change = random.nextInt(4); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      if (random.nextInt(4) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 8));
      }
      try {
        EnvelopeCodec.encode(EnvelopeCodec.decode(Buffer.buffer(bytes)));
      } catch (ValueException expected) {
        // Most mutations end here; the others are envelopes again.
      } catch (RuntimeException e) {
        fail("seed " + seed + ", round " + i + ", bytes " + Arrays.toString(bytes), e);
      }
    }
  }

  @Test
  void aTextThatIsNoUtf8IsRefusedAndTheReplacementCharacterIsNot() {
    WireWriter out = new WireWriter();
    out.writeString("a\uFFFDb");
    assertThat(new WireReader(out.buffer()).readString()).isEqualTo("a\uFFFDb");

    Buffer broken = Buffer.buffer(new byte[] {2 << 2, (byte) 0xC3, 'x'});
    assertThatThrownBy(() -> new WireReader(broken).readString())
        .isInstanceOf(ValueException.class)
        .hasMessage("a text that is no UTF-8 at byte 1");
  }

  interface Model {
    Future<String> process(String text, int times);
  }

  @Test
  void aLocalCallBecomesAMessageWithItsArgumentsAndItsRemainingTime() {
    ContractMethod method = Objects.requireNonNull(Contract.of(Model.class).method("process"));
    RequestOrigin origin = RequestOrigin.of("request-1");
    Call call =
        new UnansweredCall(
            new CallRoute("shop", "Model", "shop/Gateway.model", true, "key"),
            method,
            new Object[] {"a", 2},
            origin,
            5_000);
    call.sentTo(REPLICA);
    CallHead head = new CallHead(REPLICA, "process", 1, "shop/Gateway.model");

    CallMessage message = CallMessage.of(call, 11, head, 3_000, 0, 0, 0, new SentObjects(), null);

    assertThat(message.callId()).isEqualTo(11);
    assertThat(message.head()).isEqualTo(head);
    assertThat(message.origin()).isEqualTo(origin);
    assertThat(message.remaining()).isEqualTo(Duration.ofNanos(2_000));
    assertThat(message.attempt()).isEqualTo(1);
    assertThat(message.idempotent()).isTrue();
    assertThat(message.routingKey()).isEqualTo("key");
    assertThat(method.readArguments(new WireReader(message.payload()))).containsExactly("a", 2);
    assertThat(CallMessage.of(call, 11, head, 9_000, 0, 0, 0, new SentObjects(), null).remaining())
        .isZero();
  }

  private static final class UnansweredCall extends Call {
    UnansweredCall(
        CallRoute route,
        ContractMethod method,
        @Nullable Object[] args,
        RequestOrigin origin,
        long deadlineNanos) {
      super(route, method, args, origin, deadlineNanos, 0);
    }

    @Override
    public void succeed(@Nullable Object result, @Nullable Cargo arriving) {
      throw new AssertionError("answered");
    }

    @Override
    public void fail(CallFailedException failure) {
      throw new AssertionError("answered");
    }
  }
}
