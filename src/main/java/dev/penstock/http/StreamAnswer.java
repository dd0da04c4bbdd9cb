package dev.penstock.http;

import dev.penstock.Blob;
import dev.penstock.ItemStream;
import dev.penstock.message.ContractMethod;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers a request with a stream, each item as it comes; a client that reads slowly slows the
 * producer. Nothing is sent before the first item, so that a failure until then is a problem like
 * any other. Confined to the event loop of the connection.
 */
final class StreamAnswer {
  private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

  private final MountedResponse response;
  private final ContractMethod method;
  private final StreamForm form;
  private final ItemStream<Object> items;
  private boolean begun;

  private StreamAnswer(
      MountedResponse response, ContractMethod method, StreamForm form, ItemStream<Object> items) {
    this.response = response;
    this.method = method;
    this.form = form;
    this.items = items;
  }

  /**
   * Sends a stream.
   *
   * @param accept the types that the client wants, as its header has them
   */
  static void send(
      MountedResponse response,
      @Nullable String accept,
      ContractMethod method,
      ItemStream<Object> items) {
    StreamAnswer answer = new StreamAnswer(response, method, StreamForm.of(accept), items);
    response.closeHandler(closed -> items.cancel());
    items
        .exceptionHandler(answer::onFailure)
        .endHandler(end -> answer.onEnd())
        .handler(answer::onItem);
  }

  private void onItem(Object item) {
    if (response.isOver()) {
      items.cancel();
      return;
    }
    try {
      Buffer part = part(item);
      begin(item);
      response.write(part);
    } catch (RuntimeException unsendable) {
      items.cancel();
      onFailure(unsendable);
      return;
    }
    if (response.writeQueueFull()) {
      items.pause();
      response.drainHandler(drained -> items.resume());
    }
  }

  private void begin(@Nullable Object first) {
    if (begun) {
      return;
    }
    begun = true;
    if (form == StreamForm.EVENTS) {
      response.tellsBreakBy(this::onBreak);
    }
    response.setChunked(true);
    response.putHeader(HttpHeaders.CONTENT_TYPE, form.contentType(first));
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    if (response.loop().compresses()) {
      // A compressor collects what it gets, and items would not arrive one by one.
      response.putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
    }
    // As proxies understand it that would collect the answer otherwise.
    response.putHeader("x-accel-buffering", "no");
  }

  private Buffer part(Object item) {
    return switch (form) {
      case EVENTS -> event(text(item));
      case LINES -> Buffer.buffer(json(item) + "\n");
      case PARTS -> raw(item);
    };
  }

  private Buffer raw(Object item) {
    if (item instanceof String text) {
      return Buffer.buffer(text);
    }
    if (item instanceof Buffer bytes) {
      return bytes;
    }
    if (item instanceof byte[] bytes) {
      return Buffer.buffer(bytes);
    }
    if (item instanceof Blob blob) {
      return blob.buffer().copy();
    }
    return Buffer.buffer(json(item) + "\n");
  }

  private String text(Object item) {
    return item instanceof String text ? text : json(item);
  }

  private String json(Object item) {
    return method.result().toJson(item).toString();
  }

  /** As "Server-sent events" of the HTML standard want it: a line of data for each line. */
  private static Buffer event(String text) {
    StringBuilder event = new StringBuilder(text.length() + 8);
    for (String line : LINE_END.split(text, -1)) {
      event.append("data: ").append(line).append('\n');
    }
    return Buffer.buffer(event.append('\n').toString().getBytes(StandardCharsets.UTF_8));
  }

  private void onEnd() {
    if (response.isOver()) {
      return;
    }
    begin(null);
    response.end();
  }

  private void onFailure(Throwable failure) {
    ProblemResponse.send(response, failure);
  }

  /** The listener may break an answer off as well, such as at the end of a drain. */
  private void onBreak(Buffer problem) {
    response.end(Buffer.buffer("event: error\n").appendBuffer(event(problem.toString())));
    items.cancel();
  }
}
