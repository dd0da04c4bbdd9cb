package dev.penstock.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A segment with one object in it that its owner holds, for races about that object. */
final class OneObject {
  private static final Client OWNER = new Client(0, 0xCAFE, 1, 0);
  private static final Client OTHER = new Client(1, 0xBEEF, 2, 0);
  private static final Path NO_FILE = Path.of("none");
  private static final Memory NO_DATA = new FewWords.NoData();

  final Segment segment;
  final OwnObject object;

  private final Memory headers = new FewWords();
  private final Recycler recycler;

  OneObject() {
    Rooms rooms = new Rooms();
    recycler = new Recycler(rooms, false);
    segment =
        new Segment(new SegmentFile(NO_FILE, 0, 1, headers, NO_DATA), OWNER, recycler, () -> 1);
    rooms.add(segment.extent);
    Room room = rooms.take(SegmentLayout.PAGE);
    if (room == null) {
      throw new IllegalStateException("no room in an empty segment");
    }
    object = segment.seal(room, segment.begin(room.slot), SegmentLayout.PAGE);
  }

  /** The same segment as another process sees it. */
  ForeignSegment elsewhere() {
    var header = new SegmentHeader(OWNER.ownerId(), 1, headers.size(), SegmentLayout.PAGE);
    return new ForeignSegment(header, headers, NO_DATA, OTHER.bit());
  }

  /**
   * What has become of the object; then it ends.
   *
   * @param second the hold that somebody else has got, if so
   */
  String fate(@Nullable StoredObject second) {
    boolean recycled = recycler.recycled() > 0;
    if (second != null) {
      if (recycled) {
        return "recycled";
      }
      second.release();
    }
    return !comesBackOnce() ? "leaked" : recycled ? "recycled" : "kept";
  }

  private boolean comesBackOnce() {
    recycler.sweep();
    long word = headers.readVolatile(SegmentLayout.word(0));
    return recycler.recycled() == 1
        && SegmentLayout.state(word) == SegmentLayout.FREE
        && headers.readVolatile(SegmentLayout.holders(0)) == 0;
  }
}
