package dev.penstock.http;

import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open requests of one event loop, watched for their deadlines.
 *
 * <p>Requests of the same timeout arrive in the order of their deadlines, so each timeout has a
 * queue of which only the head is looked at; requests whose client shortened the timeout stand in
 * one queue that is looked at whole. Entering and leaving are a few writes into the request itself;
 * a sweep costs as much as there are expired and shortened requests. No timer runs while nothing is
 * open.
 */
final class OpenRequests {
  private static final Logger LOG = LoggerFactory.getLogger(OpenRequests.class);

  /** Milliseconds between sweeps: how late a deadline may be noticed. */
  static final long PERIOD_MILLIS = 50;

  /**
   * How long nested calls, which share the deadline, have to report it themselves: they know more
   * about it.
   */
  static final long GRACE_NANOS = 50_000_000;

  private static final long SHORTENED = -1;

  private final ContextInternal context;
  private final List<Queue> queues = new ArrayList<>();
  private final Queue shortened = queueOf(SHORTENED);
  private boolean sweeping;

  /**
   * Watches nothing yet.
   *
   * @param context the base context of the loop, for the timer
   */
  OpenRequests(ContextInternal context) {
    this.context = context;
  }

  /** Watches a request of an application with that timeout. */
  void add(MountedResponse request, long timeoutNanos) {
    queueOf(timeoutNanos).append(request);
    sweepSoon();
  }

  /** Watches a request with a timeout of its own. */
  void addShortened(MountedResponse request) {
    shortened.append(request);
    sweepSoon();
  }

  /** Stops watching. */
  static void remove(MountedResponse request) {
    Queue queue = request.queue;
    if (queue != null) {
      queue.remove(request);
    }
  }

  /** Answers all with that refusal and closes their connections. */
  void refuseAll(RefusedRequest refusal) {
    for (int i = 0; i < queues.size(); i++) {
      queues.get(i).refuseAll(refusal);
    }
  }

  private Queue queueOf(long timeoutNanos) {
    for (int i = 0; i < queues.size(); i++) {
      if (queues.get(i).timeoutNanos == timeoutNanos) {
        return queues.get(i);
      }
    }
    Queue queue = new Queue(timeoutNanos);
    queues.add(queue);
    return queue;
  }

  private void sweepSoon() {
    if (!sweeping) {
      sweeping = true;
      context.setTimer(PERIOD_MILLIS, this::sweep);
    }
  }

  private void sweep(long timer) {
    boolean open = false;
    long now = System.nanoTime() - GRACE_NANOS;
    for (int i = 0; i < queues.size(); i++) {
      Queue queue = queues.get(i);
      queue.expire(now);
      open |= queue.head != null;
    }
    sweeping = false;
    if (open) {
      sweepSoon();
    }
  }

  /** A doubly linked list through the requests themselves. */
  static final class Queue {
    private final long timeoutNanos;
    private @Nullable MountedResponse head;
    private @Nullable MountedResponse tail;

    Queue(long timeoutNanos) {
      this.timeoutNanos = timeoutNanos;
    }

    private void append(MountedResponse request) {
      MountedResponse last = tail;
      request.queue = this;
      request.previous = last;
      if (last == null) {
        head = request;
      } else {
        last.next = request;
      }
      tail = request;
    }

    private void remove(MountedResponse request) {
      MountedResponse before = request.previous;
      MountedResponse after = request.next;
      if (before == null) {
        head = after;
      } else {
        before.next = after;
      }
      if (after == null) {
        tail = before;
      } else {
        after.previous = before;
      }
      request.queue = null;
      request.previous = null;
      request.next = null;
    }

    private void refuseAll(RefusedRequest refusal) {
      MountedResponse request = head;
      while (request != null) {
        MountedResponse following = request.next;
        remove(request);
        end(request, each -> ProblemResponse.refuseAndClose(each, refusal));
        request = following;
      }
    }

    /** A route may be writing to its response on another thread: the others are ended anyway. */
    private static void end(MountedResponse request, Consumer<MountedResponse> how) {
      try {
        how.accept(request);
      } catch (RuntimeException e) {
        LOG.warn("a request could not be ended, requestId={}", request.requestId(), e);
      }
    }

    private void expire(long now) {
      MountedResponse request = head;
      while (request != null) {
        MountedResponse following = request.next;
        if (now - request.deadlineNanos() >= 0) {
          remove(request);
          end(request, ProblemResponse::timedOut);
        } else if (timeoutNanos != SHORTENED) {
          return;
        }
        request = following;
      }
    }
  }
}
