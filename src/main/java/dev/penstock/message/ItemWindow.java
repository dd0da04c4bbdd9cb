package dev.penstock.message;

import io.vertx.core.buffer.Buffer;

/**
 * How many items of a stream may be under way: the reader's part of its flow control. Confined to
 * the reader, as the reading end of the link is.
 *
 * <p>A window is doubled where both ends wait for each other meanwhile, the reader for items and
 * the producer for a grant: then the way is what takes time, as with the receive window of TCP.
 */
final class ItemWindow {
  /** Most items of a window. */
  private static final int WIDEST = 4096;

  /** Most bytes for which a window is doubled: items are memory that nobody limits otherwise. */
  private static final int MOST_BYTES = 1 << 20;

  /** Of items whose size is not known. */
  private static final int USUAL_BYTES = 1024;

  private final ItemLink link;
  private int size = ItemLink.FIRST_WINDOW;

  /** The reader has waited for an item since it granted some. */
  private boolean starved;

  ItemWindow(ItemLink link) {
    this.link = link;
  }

  /** The reader would take an item, and there is none. */
  void onEmpty() {
    starved = true;
  }

  /**
   * The reader has taken an item.
   *
   * @return how many more are granted now, when half of the window is used; 0 before
   */
  int onTaken(Object item) {
    int outstanding = link.outstanding();
    if (outstanding > size / 2) {
      return 0;
    }
    if (starved && link.isUsedUp() && mayDouble(item)) {
      size *= 2;
    }
    starved = false;
    int more = size - outstanding;
    link.grant(more);
    return more;
  }

  private boolean mayDouble(Object item) {
    long bytes =
        item instanceof Buffer buffer
            ? buffer.length()
            : item instanceof byte[] array
                ? array.length
                : item instanceof CharSequence text ? text.length() : USUAL_BYTES;
    return size < WIDEST && size * bytes < MOST_BYTES;
  }
}
