package dev.penstock.http;

import dev.penstock.Blob;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the items of a stream stand in an answer. */
enum StreamForm {
  /** Server-sent events: an event for each item. */
  EVENTS,
  /** Newline-delimited JSON: a line for each item. */
  LINES,
  /** Text and bytes as they are, one item after the other; other items as lines of JSON. */
  PARTS;

  private static final double NOT_WANTED = 0;

  /**
   * The form that a client wants most; {@link #PARTS} if it names none of the others.
   *
   * @param accept as RFC 9110 section 12.5.1 has it
   */
  static StreamForm of(@Nullable String accept) {
    StreamForm best = PARTS;
    double most = NOT_WANTED;
    if (accept == null) {
      return best;
    }
    for (String range : accept.split(",", -1)) {
      int parameters = range.indexOf(';');
      String type = (parameters < 0 ? range : range.substring(0, parameters)).trim();
      double weight = parameters < 0 ? 1 : weight(range.substring(parameters));
      if (weight > most) {
        most = weight;
        best = named(type.toLowerCase(Locale.ROOT));
      }
    }
    return best;
  }

  private static StreamForm named(String type) {
    return switch (type) {
      case "text/event-stream" -> EVENTS;
      case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/json" ->
          LINES;
      default -> PARTS;
    };
  }

  private static double weight(String parameters) {
    int at = parameters.toLowerCase(Locale.ROOT).indexOf("q=");
    if (at < 0) {
      return 1;
    }
    try {
      return Double.parseDouble(parameters.substring(at + 2).split(";", -1)[0].trim());
    } catch (NumberFormatException unreadable) {
      return 1;
    }
  }

  /**
   * The type of an answer.
   *
   * @param first its first item; null if there is none
   */
  CharSequence contentType(@Nullable Object first) {
    return switch (this) {
      case EVENTS -> "text/event-stream";
      case LINES -> "application/x-ndjson";
      case PARTS -> {
        if (first == null || first instanceof String) {
          yield ResponseHead.TEXT;
        }
        yield first instanceof Buffer || first instanceof byte[] || first instanceof Blob
            ? "application/octet-stream"
            : "application/x-ndjson";
      }
    };
  }
}
