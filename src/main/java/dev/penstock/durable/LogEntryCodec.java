package dev.penstock.durable;

import dev.penstock.durable.LogEntry.Accepted;
import dev.penstock.durable.LogEntry.Began;
import dev.penstock.durable.LogEntry.Ended;
import dev.penstock.durable.LogEntry.Returned;
import dev.penstock.message.ValueException;
import dev.penstock.message.WireReader;
import dev.penstock.message.WireWriter;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The bytes of a {@link LogEntry}, which this class owns:
 *
 * <pre>
 *   entry     version (byte) | kind (byte) | number (number) | time (number) | fields | CRC-32C of
 *             all before it (four bytes, big-endian)
 *   accepted  salt (number) | application | method | target (texts) | idempotency key (text or
 *             none) | timeout (number, ms) | message
 *   called    salt (number) | application | deployment | method (texts) | signature (number)
 *             | idempotency key (text or none) | timeout (number, ms) | message; since version 2
 *   began     attempt (number)
 *   returned  nothing
 *   ended     state (byte) | attempts (number) | status (number) | reason (text or none) | message
 *   message   count of headers | name, value (texts), so many times | body
 *   body      0 | bytes          or      1 | file (text) | length (number) | CRC-32C (number)
 * </pre>
 *
 * The notation is that of {@link WireWriter}.
 */
final class LogEntryCodec {
  /** Grows with each change of the format. */
  static final int VERSION = 2;

  /** The version of all kinds of records that it knew, so that it can read them still. */
  private static final int FIRST_VERSION = 1;

  private static final int ACCEPTED = 1;
  private static final int BEGAN = 2;
  private static final int ENDED = 3;
  private static final int RETURNED = 4;
  private static final int CALLED = 5;
  private static final int INLINE = 0;
  private static final int IN_FILE = 1;
  private static final int CRC_BYTES = 4;

  private LogEntryCodec() {}

  static Buffer encode(LogEntry entry) {
    WireWriter out = new WireWriter();
    boolean called = entry instanceof Accepted accepted && accepted.work() instanceof Work.Call;
    out.writeByte(called ? VERSION : FIRST_VERSION);
    if (entry instanceof Accepted accepted) {
      head(out, called ? CALLED : ACCEPTED, entry);
      out.writeNumber(accepted.salt());
      out.writeString(accepted.application());
      write(out, accepted.work());
      out.writeNullableString(accepted.idempotencyKey());
      out.writeNumber(accepted.timeout().toMillis());
      write(out, accepted.message());
    } else if (entry instanceof Began began) {
      head(out, BEGAN, entry);
      out.writeNumber(began.attempt());
    } else if (entry instanceof Returned) {
      head(out, RETURNED, entry);
    } else if (entry instanceof Ended ended) {
      head(out, ENDED, entry);
      out.writeByte(ended.state().code());
      out.writeNumber(ended.attempts());
      out.writeNumber(ended.status());
      out.writeNullableString(ended.reason());
      write(out, ended.answer());
    }
    Buffer bytes = out.buffer();
    return bytes.appendInt(crc(bytes, bytes.length()));
  }

  private static void head(WireWriter out, int kind, LogEntry entry) {
    out.writeByte(kind);
    out.writeNumber(entry.number());
    out.writeNumber(entry.timeMillis());
  }

  private static void write(WireWriter out, Work work) {
    if (work instanceof Work.Http http) {
      out.writeString(http.method());
      out.writeString(http.target());
    } else if (work instanceof Work.Call call) {
      out.writeString(call.deployment());
      out.writeString(call.name());
      out.writeNumber(call.signature());
    }
  }

  private static void write(WireWriter out, Message message) {
    out.writeCount(message.headers().size());
    for (Map.Entry<String, String> header : message.headers()) {
      out.writeString(header.getKey());
      out.writeString(header.getValue());
    }
    if (message.body() instanceof Body.Inline inline) {
      out.writeByte(INLINE);
      out.writeBuffer(inline.bytes());
    } else if (message.body() instanceof Body.InFile file) {
      out.writeByte(IN_FILE);
      out.writeString(file.file());
      out.writeNumber(file.length());
      out.writeNumber(file.crc());
    }
  }

  private static int crc(Buffer bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.getBytes(0, length));
    return (int) crc.getValue();
  }

  /**
   * Reads an entry.
   *
   * @throws NewerLogException if a later version has written it
   * @throws ValueException if the bytes are damaged
   */
  static LogEntry decode(Buffer bytes) {
    int length = bytes.length() - CRC_BYTES;
    if (length < 2) {
      throw new ValueException("a record of " + bytes.length() + " bytes is too short");
    }
    // First, for the check may be another one there.
    int version = bytes.getByte(0);
    if (version > VERSION) {
      throw new NewerLogException(version);
    }
    if (bytes.getInt(length) != crc(bytes, length)) {
      throw new ValueException("its checksum is wrong");
    }
    WireReader in = new WireReader(bytes.slice(1, length));
    LogEntry entry = read(in);
    in.end();
    return entry;
  }

  private static LogEntry read(WireReader in) {
    int kind = in.readByte();
    long number = in.readNumber();
    long time = in.readNumber();
    return switch (kind) {
      case ACCEPTED, CALLED ->
          new Accepted(
              number,
              time,
              in.readNumber(),
              in.readString(),
              kind == CALLED
                  ? new Work.Call(in.readString(), in.readString(), in.readInt())
                  : new Work.Http(in.readString(), in.readString()),
              in.readNullableString(),
              Duration.ofMillis(in.readNumber()),
              readMessage(in));
      case BEGAN -> new Began(number, time, (int) in.readNumber());
      case RETURNED -> new Returned(number, time);
      case ENDED ->
          new Ended(
              number,
              time,
              state(in.readByte()),
              (int) in.readNumber(),
              (int) in.readNumber(),
              in.readNullableString(),
              readMessage(in));
      default -> throw new ValueException("no kind of record has the number " + kind);
    };
  }

  private static RequestState state(int code) {
    try {
      return RequestState.of(code);
    } catch (IllegalArgumentException e) {
      throw new ValueException(String.valueOf(e.getMessage()));
    }
  }

  private static Message readMessage(WireReader in) {
    int count = in.readCount();
    List<Map.Entry<String, String>> headers = new ArrayList<>(Math.min(count, 64));
    for (int i = 0; i < count; i++) {
      headers.add(Map.entry(in.readString(), in.readString()));
    }
    int form = in.readByte();
    return switch (form) {
      case INLINE -> new Message(headers, new Body.Inline(in.readSlice()));
      case IN_FILE ->
          new Message(
              headers, new Body.InFile(in.readString(), in.readNumber(), (int) in.readNumber()));
      default -> throw new ValueException("no form of body has the number " + form);
    };
  }
}
