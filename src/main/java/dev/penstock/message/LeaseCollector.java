package dev.penstock.message;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that ends claims whose instances and views nobody can reach. It is started with the
 * first content that has something to give back, and runs as long as the JVM.
 */
final class LeaseCollector {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseCollector.class);

  /** Claims that are to be ended, and marks. */
  static final ReferenceQueue<Object> UNREACHABLE = new ReferenceQueue<>();

  /** How long nothing must come for a collection to seem over, in milliseconds. */
  private static final long QUIET = 5;

  /** How long a collection that finds no end is waited for, in milliseconds. */
  private static final long PATIENCE = 500;

  private static final Object COLLECTING = new Object();

  /** Collections that {@link #collectNow} has begun; written under the lock of COLLECTING. */
  private static volatile int begun;

  /** How many claims were ended. */
  private static final AtomicLong ENDED = new AtomicLong();

  static {
    Thread thread = new Thread(LeaseCollector::run, "penstock-leases");
    thread.setDaemon(true);
    thread.start();
  }

  private LeaseCollector() {}

  /** What the garbage collector finds unreachable in any case. */
  private static final class Mark extends WeakReference<Object> {
    private final CountDownLatch passed = new CountDownLatch(1);

    Mark() {
      super(new Object(), UNREACHABLE);
    }
  }

  /**
   * Has garbage collected, and waits until the claims that were found are ended; callers at the
   * same time share one collection. Gives up where the JVM collects nothing when asked.
   *
   * <p>Once is enough if it finds any. If none has come, the JVM's thread that hands over what was
   * found may have had no time yet: it hands over all of one collection before any of the next, so
   * that whatever the first has found is here when the mark of a second one is.
   *
   * @return whether any claim has been ended
   */
  @SuppressWarnings("NonAtomicOperationOnVolatileField") // Under the lock.
  static boolean collectNow() {
    int before = begun;
    long endedBefore = ENDED.get();
    synchronized (COLLECTING) {
      if (begun != before) {
        // Another one has begun, and has ended, since this was asked for.
        return ENDED.get() != endedBefore;
      }
      begun++;
      if (!collect(endedBefore)) {
        collect(endedBefore);
      }
      return ENDED.get() != endedBefore;
    }
  }

  /** Collects once; whether more claims than those have been ended. */
  private static boolean collect(long endedBefore) {
    Mark mark = new Mark();
    System.gc();
    try {
      if (!mark.passed.await(PATIENCE, TimeUnit.MILLISECONDS)) {
        LOG.debug("garbage was not collected when asked");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ENDED.get() != endedBefore;
  }

  private static void run() {
    LeakWarnings warnings = new LeakWarnings(System::nanoTime);
    while (true) {
      try {
        end(UNREACHABLE.remove(), warnings);
      } catch (InterruptedException e) {
        // Nobody has a reason to; and what is dropped must come back.
        LOG.debug("the collector of leases was interrupted", e);
      } catch (Throwable e) {
        // Even out of memory, since this is what gives memory back.
        LOG.error("memory of an instance could not be given back", e);
      }
    }
  }

  private static void end(Reference<?> unreachable, LeakWarnings warnings)
      throws InterruptedException {
    if (unreachable instanceof Claim claim) {
      warnings.onUnreachable(claim);
      claim.onUnreachable();
      ENDED.incrementAndGet();
    } else if (unreachable instanceof Mark mark) {
      // The others of the same collection come in any order.
      for (Reference<?> each = next(); each != null; each = next()) {
        end(each, warnings);
      }
      mark.passed.countDown();
    }
  }

  private static @Nullable Reference<?> next() throws InterruptedException {
    return UNREACHABLE.remove(QUIET);
  }
}
