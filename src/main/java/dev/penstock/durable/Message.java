package dev.penstock.durable;

import java.util.List;
import java.util.Map;

/**
 * What is recorded of a request, or of an answer: headers and a body.
 *
 * @param headers in their order; a name may stand there more than once
 */
public record Message(List<Map.Entry<String, String>> headers, Body body) {
  /** A message whose headers are not changed any more. */
  public Message {
    headers = List.copyOf(headers);
  }
}
