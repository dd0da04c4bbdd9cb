package dev.penstock.message;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The claims of a socket, and those of its messages, which end with it at the latest. */
final class SocketLeases extends ScopeLeases {
  /** Those that something works for: they may have claims. */
  private final Set<Message> messages = ConcurrentHashMap.newKeySet();

  @Override
  void end() {
    super.end();
    messages.forEach(Message::end);
  }

  /** Claims of one more message. */
  Message message() {
    return new Message(this);
  }

  /**
   * The claims of one message: they end whenever nothing works for the message any more. What works
   * for it, its handler or an open call with the callbacks of that, is counted; a timer of user
   * code may begin anew after an end. The count is guarded by this object.
   */
  static final class Message extends ScopeLeases {
    private final SocketLeases socket;
    private int working;

    private Message(SocketLeases socket) {
      this.socket = socket;
    }

    /** Something works for the message until {@link #leave}. */
    synchronized void enter() {
      if (++working == 1) {
        socket.messages.add(this);
      }
    }

    /** The end of what {@link #enter} has told. */
    void leave() {
      endAll(takeIfLast());
    }

    private synchronized @Nullable Claim takeIfLast() {
      if (--working > 0) {
        return null;
      }
      socket.messages.remove(this);
      return take();
    }

    /** Whether the socket has ended, and the message with it. */
    boolean isOver() {
      return socket.hasEnded();
    }

    /** Takes a claim; false also while nothing works for the message. */
    @Override
    synchronized boolean add(Claim claim) {
      return working > 0 && !isOver() && super.add(claim);
    }
  }
}
