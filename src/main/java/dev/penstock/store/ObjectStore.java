package dev.penstock.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Objects in mapped memory that other processes of the host can map too. A process opens one store
 * per directory; it writes objects into segment files of its own, and reads those of others.
 *
 * <p>Thread-safe. Only {@link #create} and {@link #open} wait; files are made on the store's own
 * thread.
 */
public final class ObjectStore implements AutoCloseable {
  private final StoreSettings settings;
  private final Path directory;
  private final long capacity;
  private final Client client;
  private final ForeignObjects foreign;
  private final Rooms rooms = new Rooms();
  private final Recycler recycler;
  private final OwnSegments segments;
  private final Growth growth;
  private final Upkeep upkeep;
  private final LongAdder puts = new LongAdder();
  private volatile boolean closed;

  private ObjectStore(
      StoreSettings settings, Path directory, long capacity, Shared shared, SegmentMaker maker) {
    this.settings = settings;
    this.directory = directory;
    this.capacity = capacity;
    this.client = shared.client();
    this.foreign = shared.foreign();
    this.recycler = new Recycler(rooms, settings.poison());
    this.segments = new OwnSegments(maker, client, recycler, settings.clock());
    this.growth = new Growth(settings, capacity, rooms, recycler, segments);
    this.upkeep = new Upkeep(growth, rooms, recycler, foreign);
  }

  /** This process among those that share the directory, and what the others have. */
  record Shared(Client client, ForeignObjects foreign) {}

  /**
   * Opens a store, and makes its first segments.
   *
   * @throws StoreException if that cannot be; the message says why and what to do
   */
  public static ObjectStore open(StoreSettings settings) {
    Path directory = PrivateDirectory.prepare(settings.directory()).path();
    Memory.Mapper mapper = new UninterruptedMapper(ChronicleMemory::map);
    Neighbours neighbours = Neighbours.join(directory, mapper, settings.clock());
    SegmentMaker maker =
        new SegmentFiles(directory, neighbours.self(), mapper, StoreDirectory.ofFiles());
    StoreSettings sharing = settings.onPressure(neighbours::reap);
    return open(sharing, directory, new Shared(neighbours.self(), neighbours), maker);
  }

  /** Opens a store that has joined a directory; where that fails it has left again. */
  static ObjectStore open(
      StoreSettings settings, Path directory, Shared shared, SegmentMaker maker) {
    ObjectStore store = null;
    try {
      long capacity = StoreCapacity.of(settings, directory);
      store = new ObjectStore(settings, directory, capacity, shared, maker);
      for (int i = 0; i < settings.initial(); i++) {
        store.growth.makeOne();
      }
      store.upkeep.start();
      return store;
    } catch (IOException | RuntimeException e) {
      if (store == null) {
        shared.foreign().close();
      } else {
        store.close();
      }
      throw e instanceof StoreException known
          ? known
          : new StoreException("cannot make the segments of the store in " + directory, e);
    }
  }

  /**
   * Room for an object; waits while the store makes some, which takes milliseconds to seconds.
   *
   * @throws StoreFullException if there is none to be had, also if the object is too large
   */
  public ObjectWriter create(long length) {
    ObjectWriter ready = tryCreate(length);
    if (ready != null) {
      return ready;
    }
    if (upkeep.isHere()) {
      return writer(growth.place(length), length);
    }
    try {
      return createLater(length).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StoreFullException full) {
        throw new StoreFullException(String.valueOf(full.getMessage()));
      }
      throw e;
    }
  }

  /**
   * Room for an object if there is some; never waits, and touches no file.
   *
   * @return null if the store must make or look for room first
   * @throws StoreFullException if the object is too large for the store
   */
  public @Nullable ObjectWriter tryCreate(long length) {
    checkOpen();
    checkLength(length);
    Room room = rooms.take(Rooms.sizeOf(length));
    if (rooms.isScarce()) {
      upkeep.growAhead();
    }
    return room == null ? null : writer(room, length);
  }

  /**
   * Room for an object: at once, or later from the store's thread, which must not be blocked by
   * what is done then. Fails with {@link StoreFullException}.
   */
  public CompletableFuture<ObjectWriter> createAsync(long length) {
    try {
      ObjectWriter ready = tryCreate(length);
      return ready == null ? createLater(length) : CompletableFuture.completedFuture(ready);
    } catch (StoreFullException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<ObjectWriter> createLater(long length) {
    CompletableFuture<ObjectWriter> later = new CompletableFuture<>();
    if (!upkeep.execute(() -> complete(later, length))) {
      later.completeExceptionally(closedAlready());
    }
    return later;
  }

  private void complete(CompletableFuture<ObjectWriter> later, long length) {
    try {
      checkOpen();
      ObjectWriter writer = writer(growth.place(length), length);
      if (!later.complete(writer)) {
        writer.abort();
      }
    } catch (RuntimeException | Error e) {
      later.completeExceptionally(e);
    }
  }

  private void checkLength(long length) {
    if (length < 0) {
      throw new IllegalArgumentException("an object cannot have " + length + " bytes");
    }
    if (length > Integer.MAX_VALUE) {
      throw new StoreFullException(
          "no room for an object of %d bytes: the largest may have %d"
              .formatted(length, Integer.MAX_VALUE));
    }
    if (Rooms.sizeOf(length) > capacity) {
      throw new StoreFullException(
          "no room for an object of %d bytes: store.capacity is %d".formatted(length, capacity));
    }
  }

  private ObjectWriter writer(Room room, long length) {
    Segment segment = segments.find(room.extent.number);
    if (segment == null) {
      throw new IllegalStateException("segment " + room.extent.number + " was given up");
    }
    return new OwnWriter(segment, room, (int) length, recycler, puts);
  }

  /**
   * Holds an object.
   *
   * @throws StaleObjectException if the reference names none, or none any more
   */
  public StoredObject acquire(ObjectRef ref) {
    checkOpen();
    if (ref.owner() != client.ownerId()) {
      return foreign.acquire(ref);
    }
    Segment segment = segments.find(ref.segment());
    if (segment == null) {
      throw new StaleObjectException(ref, "its segment is gone, or never was");
    }
    return segment.acquire(ref);
  }

  /** What is in the store now; looks at all slots. */
  public StoreStatus status() {
    Rooms.Usage usage = rooms.usage();
    Recycler.Limbo limbo = recycler.limbo();
    long oldest = Long.MAX_VALUE;
    for (Segment segment : segments.all()) {
      oldest = Math.min(oldest, segment.oldest());
    }
    long now = settings.clock().getAsLong();
    return new StoreStatus(
        directory,
        capacity,
        usage.taken(),
        usage.owned(),
        usage.segments(),
        usage.objects(),
        limbo.bytes(),
        limbo.objects(),
        Duration.ofMillis(Math.max(0, now - Math.min(oldest, now))),
        puts.sum(),
        recycler.recycled());
  }

  /** Where the store is, without links. */
  public Path directory() {
    return directory;
  }

  /**
   * Deletes this process's segments and lets go of those of others. What is viewed stays mapped
   * until nothing refers to it. Objects may be released later on; nothing else may be done.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    upkeep.stop();
    for (Segment segment : segments.all()) {
      segment.giveUp();
    }
    foreign.close();
  }

  private void checkOpen() {
    if (closed) {
      throw closedAlready();
    }
  }

  private IllegalStateException closedAlready() {
    return new IllegalStateException("the object store in " + directory + " is closed");
  }
}
