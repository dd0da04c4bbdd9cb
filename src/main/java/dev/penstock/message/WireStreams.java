package dev.penstock.message;

import java.util.ArrayList;
import java.util.List;

/**
 * The streams among the arguments of a call that crosses nodes, in their order: on the wire stands
 * the number of each, from 1. Of one call, on one thread at a time.
 */
public final class WireStreams {
  /**
   * A stream.
   *
   * @param reader its reading end: on the caller's node what is sent, on the callee's what the
   *     callee reads
   * @param codec of an item
   * @param carries whether items may hold tensors or blobs
   */
  public record WireStream(ItemReader<Object> reader, ValueCodec codec, boolean carries) {}

  private final List<WireStream> streams = new ArrayList<>();

  /** Without streams so far. */
  public WireStreams() {}

  /** One more; gives its number. */
  int add(WireStream stream) {
    streams.add(stream);
    return streams.size();
  }

  /** All of them. */
  public List<WireStream> all() {
    return streams;
  }
}
