package dev.penstock.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * A JSON object per line: {@code time}, {@code level}, {@code logger}, {@code thread}, {@code
 * requestId} where there is one, {@code message}, {@code stack} of an exception. Encodes on the
 * thread that logs, and so finds its call.
 */
final class JsonLogEncoder extends EncoderBase<ILoggingEvent> {
  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] NOTHING = {};

  @Override
  public byte[] encode(ILoggingEvent event) {
    var bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator line = JSON.createGenerator(bytes)) {
      line.writeStartObject();
      line.writeStringField("time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
      line.writeStringField("level", event.getLevel().toString());
      line.writeStringField("logger", event.getLoggerName());
      line.writeStringField("thread", event.getThreadName());
      String requestId = LoggedRequest.idOf(event);
      if (!requestId.isEmpty()) {
        line.writeStringField("requestId", requestId);
      }
      line.writeStringField("message", event.getFormattedMessage());
      if (event.getThrowableProxy() != null) {
        line.writeStringField("stack", ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
      line.writeEndObject();
      line.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot be: it writes into memory
    }
    return bytes.toByteArray();
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
