package dev.penstock.message;

import dev.penstock.Failure;
import dev.penstock.message.ReplyMessage.Load;
import dev.penstock.message.ReplyMessage.Models;
import dev.penstock.store.ObjectRef;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of envelopes; nobody else reads or writes them.
 *
 * <pre>
 *   all        version (byte, 1) | kind (byte) | fields in this order:
 *
 *   1 call     callId (long) | head (bytes, see {@link CallHead})
 *              | requestId (text) | traceparent (text?) | tracestate (text?)
 *              | modelId (text?) | headers (count, then name (text), value (text) each)
 *              | remaining (nanoseconds, number) | routingKey (text?) | idempotent (boolean)
 *              | attempt (number) | grantId (long) | waiting (number)
 *              | modelsKnown (number) | references | payload (bytes)
 *   2 reply    callId (long) | failure (byte: 0 for a result, or Failure.wireCode)
 *              | ran (boolean) | errorId (text?) | message (text?)
 *              | ongoing (number) | version of models (number), and unless that is 0
 *              models (count, then text each)
 *              | references | payload (bytes)
 *   3 cancel   callId (long)
 *   4 grant    replica | grantId (long) | held (nanoseconds, number)
 *   5 item     callId (long) | fromCaller (boolean) | stream (number) | sequence (number)
 *              | payload (bytes)
 *   6 credit   callId (long) | fromCaller (boolean) | stream (number) | items (number)
 *   7 return   grantId (long)
 *   8 end      callId (long) | fromCaller (boolean) | stream (number)
 *              | failure (byte: 0 for none, or Failure.wireCode) | message (text?)
 *   9 ping     answer (boolean)
 *   10 fetched  callId (long)
 *   11 progress requestId (text) | fraction (double) | note (text)
 *
 *   replica    application (text) | deployment (text) | revision (number) | index (number)
 *              | node (text)
 *   references count, then {@link ObjectRef#BYTES} bytes each
 * </pre>
 *
 * How a text, text or null (text?), number, count, long and bytes look is told by {@link
 * WireWriter}.
 */
public final class EnvelopeCodec {
  /** Most propagated headers of a call. */
  public static final int MAX_HEADERS = 100;

  /** Most ids of models in a reply. */
  public static final int MAX_MODELS = 10_000;

  private static final int CALL = 1;
  private static final int REPLY = 2;
  private static final int CANCEL = 3;
  private static final int GRANT = 4;
  private static final int STREAM_ITEM = 5;
  private static final int CREDIT = 6;
  private static final int RETURN = 7;
  private static final int STREAM_END = 8;
  private static final int PING = 9;
  private static final int FETCHED = 10;
  private static final int PROGRESS = 11;

  private EnvelopeCodec() {}

  /**
   * The bytes of an envelope.
   *
   * @throws ValueException as {@link #write}
   */
  public static Buffer encode(Envelope envelope) {
    WireWriter out = new WireWriter();
    write(envelope, out);
    return out.buffer();
  }

  /**
   * Writes an envelope.
   *
   * @throws ValueException if it has more headers or models than allowed, or a bad request id; a
   *     part of it may stand there
   */
  public static void write(Envelope envelope, WireWriter out) {
    out.writeByte(Envelope.VERSION);
    if (envelope instanceof CallMessage call) {
      out.writeByte(CALL);
      writeCall(call, out);
    } else if (envelope instanceof ReplyMessage reply) {
      out.writeByte(REPLY);
      writeReply(reply, out);
    } else if (envelope instanceof CancelMessage cancel) {
      out.writeByte(CANCEL);
      out.writeLong(cancel.callId());
    } else if (envelope instanceof GrantMessage grant) {
      out.writeByte(GRANT);
      grant.replica().write(out);
      out.writeLong(grant.grantId());
      out.writeNumber(grant.held().toNanos());
    } else if (envelope instanceof StreamItemMessage item) {
      out.writeByte(STREAM_ITEM);
      writeStream(out, item.callId(), item.fromCaller(), item.stream());
      out.writeNumber(item.sequence());
      out.writeBuffer(item.payload());
    } else if (envelope instanceof CreditMessage credit) {
      out.writeByte(CREDIT);
      writeStream(out, credit.callId(), credit.fromCaller(), credit.stream());
      out.writeNumber(credit.items());
    } else if (envelope instanceof GrantReturnMessage unused) {
      out.writeByte(RETURN);
      out.writeLong(unused.grantId());
    } else if (envelope instanceof PingMessage ping) {
      out.writeByte(PING);
      out.writeBoolean(ping.answer());
    } else if (envelope instanceof StreamEndMessage end) {
      Failure failure = end.failure();
      out.writeByte(STREAM_END);
      writeStream(out, end.callId(), end.fromCaller(), end.stream());
      out.writeByte(failure == null ? 0 : failure.wireCode());
      out.writeNullableString(end.message());
    } else if (envelope instanceof FetchedMessage fetched) {
      out.writeByte(FETCHED);
      out.writeLong(fetched.callId());
    } else if (envelope instanceof ProgressMessage progress) {
      out.writeByte(PROGRESS);
      out.writeString(requestId(progress.requestId()));
      out.writeDouble(progress.fraction());
      out.writeString(progress.note());
    }
  }

  /**
   * The envelope in a buffer that came from another node.
   *
   * @throws ValueException as {@link #read}
   */
  public static Envelope decode(Buffer bytes) {
    WireReader in = new WireReader(bytes);
    Envelope envelope = read(in, new KnownHeads());
    in.end();
    return envelope;
  }

  /**
   * Reads an envelope that came from another node. Its payload is a view of what is read.
   *
   * @param heads of calls that came before
   * @throws ValueException if the bytes are no envelope, or one of another version
   */
  public static Envelope read(WireReader in, KnownHeads heads) {
    int version = in.readByte();
    if (version != Envelope.VERSION) {
      throw new ValueException(
          "an envelope of version "
              + version
              + ", this node speaks "
              + Envelope.VERSION
              + ": run the same release on all nodes");
    }
    int kind = in.readByte();
    return switch (kind) {
      case CALL -> readCall(in, heads);
      case REPLY -> readReply(in);
      case CANCEL -> new CancelMessage(in.readLong());
      case GRANT -> new GrantMessage(ReplicaId.read(in), in.readLong(), readDuration(in));
      case STREAM_ITEM ->
          new StreamItemMessage(
              in.readLong(),
              in.readBoolean(),
              atLeast(0, in.readInt()),
              notNegative(in.readNumber()),
              in.readSlice());
      case CREDIT ->
          new CreditMessage(
              in.readLong(), in.readBoolean(), atLeast(0, in.readInt()), atLeast(1, in.readInt()));
      case RETURN -> new GrantReturnMessage(in.readLong());
      case PING -> new PingMessage(in.readBoolean());
      case STREAM_END ->
          new StreamEndMessage(
              in.readLong(),
              in.readBoolean(),
              atLeast(1, in.readInt()),
              failure(in.readByte()),
              in.readNullableString());
      case FETCHED -> new FetchedMessage(in.readLong());
      case PROGRESS -> readProgress(in);
      default -> throw new ValueException("unknown kind of envelope: " + kind);
    };
  }

  private static void writeStream(WireWriter out, long callId, boolean fromCaller, int stream) {
    out.writeLong(callId);
    out.writeBoolean(fromCaller);
    out.writeNumber(stream);
  }

  private static void writeCall(CallMessage call, WireWriter out) {
    out.writeLong(call.callId());
    call.head().write(out);
    writeOrigin(call.origin(), out);
    out.writeNumber(call.remaining().toNanos());
    out.writeNullableString(call.routingKey());
    out.writeBoolean(call.idempotent());
    out.writeNumber(call.attempt());
    out.writeLong(call.grantId());
    out.writeNumber(call.waiting());
    out.writeNumber(call.modelsKnown());
    writeReferences(call.references(), out);
    out.writeBuffer(call.payload());
  }

  private static CallMessage readCall(WireReader in, KnownHeads heads) {
    return new CallMessage(
        in.readLong(),
        heads.find(in.readSlice()),
        readOrigin(in),
        readDuration(in),
        in.readNullableString(),
        in.readBoolean(),
        atLeast(1, in.readInt()),
        in.readLong(),
        atLeast(0, in.readInt()),
        notNegative(in.readNumber()),
        readReferences(in),
        in.readSlice());
  }

  private static void writeOrigin(RequestOrigin origin, WireWriter out) {
    out.writeString(requestId(origin.requestId()));
    out.writeNullableString(origin.traceparent());
    out.writeNullableString(origin.tracestate());
    out.writeNullableString(origin.modelId());
    out.writeCount(limited(origin.headers().size(), MAX_HEADERS, "propagated headers"));
    origin
        .headers()
        .forEach(
            (name, value) -> {
              out.writeString(name);
              out.writeString(value);
            });
    out.writeNumber(origin.attempt());
  }

  private static RequestOrigin readOrigin(WireReader in) {
    String requestId = requestId(in.readString());
    String traceparent = in.readNullableString();
    String tracestate = in.readNullableString();
    String modelId = in.readNullableString();
    int count = limited(in.readCount(), MAX_HEADERS, "propagated headers");
    Map<String, String> headers = count == 0 ? Map.of() : readHeaders(in, count);
    return new RequestOrigin(requestId, traceparent, tracestate, modelId, headers, in.readInt());
  }

  private static Map<String, String> readHeaders(WireReader in, int count) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      headers.put(in.readString(), in.readString());
    }
    return Collections.unmodifiableMap(headers);
  }

  /** It stands in every line of the log, so another node must not put lines of its own there. */
  private static String requestId(String id) {
    if (!id.isEmpty() && !RequestIds.isUsable(id)) {
      throw new ValueException(
          "a request id must be printable ASCII of at most "
              + RequestIds.MAX_LENGTH
              + " characters");
    }
    return id;
  }

  private static void writeReply(ReplyMessage reply, WireWriter out) {
    Failure failure = reply.failure();
    out.writeLong(reply.callId());
    out.writeByte(failure == null ? 0 : failure.wireCode());
    out.writeBoolean(reply.ran());
    out.writeNullableString(reply.errorId());
    out.writeNullableString(reply.message());
    out.writeNumber(reply.load().ongoing());
    writeModels(reply.load().models(), out);
    writeReferences(reply.references(), out);
    out.writeBuffer(reply.payload());
  }

  private static ReplyMessage readReply(WireReader in) {
    return new ReplyMessage(
        in.readLong(),
        failure(in.readByte()),
        in.readBoolean(),
        in.readNullableString(),
        in.readNullableString(),
        new Load(atLeast(0, in.readInt()), readModels(in)),
        readReferences(in),
        in.readSlice());
  }

  private static @Nullable Failure failure(int code) {
    return code == 0
        ? null
        : Failure.ofWireCode(code)
            .orElseThrow(() -> new ValueException("unknown kind of failure: " + code));
  }

  private static ProgressMessage readProgress(WireReader in) {
    String id = requestId(in.readString());
    double fraction = in.readDouble();
    String note = in.readString();
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new ValueException("progress is a fraction from 0 to 1, was " + fraction);
    }
    limited(note.length(), ReportedProgress.LONGEST_NOTE, "characters of a note");
    return new ProgressMessage(id, fraction, note);
  }

  private static void writeModels(@Nullable Models models, WireWriter out) {
    if (models == null) {
      out.writeNumber(0);
      return;
    }
    out.writeNumber(models.version());
    out.writeCount(limited(models.ids().size(), MAX_MODELS, "model ids"));
    models.ids().forEach(out::writeString);
  }

  private static @Nullable Models readModels(WireReader in) {
    long version = notNegative(in.readNumber());
    if (version == 0) {
      return null;
    }
    int count = limited(in.readCount(), MAX_MODELS, "model ids");
    List<String> models = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      models.add(in.readString());
    }
    return new Models(version, List.copyOf(models));
  }

  private static void writeReferences(List<ObjectRef> references, WireWriter out) {
    out.writeCount(references.size());
    references.forEach(out::writeReference);
  }

  private static List<ObjectRef> readReferences(WireReader in) {
    int count = in.readCount();
    if (count == 0) {
      return List.of();
    }
    List<ObjectRef> references = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      references.add(in.readReference());
    }
    return List.copyOf(references);
  }

  private static Duration readDuration(WireReader in) {
    return Duration.ofNanos(notNegative(in.readNumber()));
  }

  private static long notNegative(long value) {
    if (value < 0) {
      throw new ValueException("expected a number from 0, got " + value);
    }
    return value;
  }

  private static int atLeast(int least, int value) {
    if (value < least) {
      throw new ValueException("expected a number from " + least + ", got " + value);
    }
    return value;
  }

  private static int limited(int count, int limit, String what) {
    if (count > limit) {
      throw new ValueException(count + " " + what + ", at most " + limit + " are allowed");
    }
    return count;
  }
}
