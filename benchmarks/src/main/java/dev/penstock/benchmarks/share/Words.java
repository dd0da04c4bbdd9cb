package dev.penstock.benchmarks.share;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A few words that one process sends to the other, which waits for them, and takes them before the
 * next ones are sent. One thread at each end.
 */
interface Words {
  /** Most words of a message. */
  int MOST = 4;

  /** How often who polls looks in a row: longer than any answer takes on a quiet machine. */
  int LOOKS = 10_000;

  /** Sends words, at most {@link #MOST}. */
  void send(long... words) throws IOException;

  /** After a look of who polls: on a busy machine the other one needs the core. */
  static void pause(int looks) {
    if (looks >= LOOKS) {
      Thread.yield();
    }
  }

  /** Waits for as many words as the array has. */
  void receive(long[] words) throws IOException;

  /**
   * Words in a file that both have mapped: the receiver polls them.
   *
   * @param sending where those are that this end sends; the other end has it the other way round
   * @param receiving likewise
   */
  record Polled(ByteBuffer sending, ByteBuffer receiving) implements Words {
    /** As far apart as caches fetch at a time, at least. */
    private static final int APART = 256;

    private static final VarHandle WORD =
        MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** The end of the process that sends payloads, or the other end. */
    static Polled in(Path file, boolean sender) throws IOException {
      try (FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        ByteBuffer all = channel.map(FileChannel.MapMode.READ_WRITE, 0, 2 * APART);
        ByteBuffer one = all.slice(0, APART);
        ByteBuffer other = all.slice(APART, APART);
        return sender ? new Polled(one, other) : new Polled(other, one);
      }
    }

    @Override
    public void send(long... words) {
      for (int i = 0; i < words.length; i++) {
        WORD.set(sending, (i + 1) * Long.BYTES, words[i]);
      }
      WORD.setRelease(sending, 0, (long) WORD.get(sending, 0) + 1);
    }

    /** The first word counts what was sent, the last one of the area what was received. */
    @Override
    public void receive(long[] words) {
      int countAt = APART - Long.BYTES;
      long next = (long) WORD.get(receiving, countAt) + 1;
      for (int spins = 0; (long) WORD.getAcquire(receiving, 0) != next; spins++) {
        pause(spins);
      }
      for (int i = 0; i < words.length; i++) {
        words[i] = (long) WORD.get(receiving, (i + 1) * Long.BYTES);
      }
      WORD.set(receiving, countAt, next);
    }
  }

  /**
   * Words through a blocking socket: the receiver sleeps until they come.
   *
   * @param bytes room for them
   */
  record Sent(SocketChannel socket, ByteBuffer bytes) implements Words {
    Sent(SocketChannel socket) {
      this(socket, ByteBuffer.allocateDirect(MOST * Long.BYTES));
    }

    @Override
    public void send(long... words) throws IOException {
      bytes.clear();
      for (long word : words) {
        bytes.putLong(word);
      }
      bytes.flip();
      while (bytes.hasRemaining()) {
        socket.write(bytes);
      }
    }

    @Override
    public void receive(long[] words) throws IOException {
      bytes.clear().limit(words.length * Long.BYTES);
      while (bytes.hasRemaining()) {
        if (socket.read(bytes) < 0) {
          throw new IOException("the other process has ended");
        }
      }
      bytes.flip();
      for (int i = 0; i < words.length; i++) {
        words[i] = bytes.getLong();
      }
    }
  }
}
