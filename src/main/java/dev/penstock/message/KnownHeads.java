package dev.penstock.message;

import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;

/**
 * The heads of calls that came from other nodes, by their bytes. Confined to one thread. Other
 * nodes decide what stands here, so there is a limit, beyond which it begins anew.
 */
public final class KnownHeads {
  private static final int MOST = 4096;

  private final Map<Buffer, CallHead> heads = new HashMap<>();

  /** None so far. */
  public KnownHeads() {}

  /**
   * The head with those bytes.
   *
   * @param bytes a view, which is not kept
   * @throws ValueException if they are none
   */
  CallHead find(Buffer bytes) {
    CallHead known = heads.get(bytes);
    return known == null ? learn(bytes.copy()) : known;
  }

  private CallHead learn(Buffer bytes) {
    CallHead head = CallHead.of(bytes);
    if (heads.size() == MOST) {
      heads.clear();
    }
    heads.put(bytes, head);
    return head;
  }

  /** How many there are. */
  int size() {
    return heads.size();
  }
}
