package dev.penstock.transfer;

import dev.penstock.store.ObjectRef;
import java.nio.ByteBuffer;

/**
 * The bytes on the connections between nodes; nobody else reads or writes them. All numbers are
 * big-endian.
 *
 * <pre>
 *   hello    "PSTO" | version (byte, 1) | nonce (32 bytes)
 *   proof    32 bytes, see {@link Handshake}
 *   request  kind (byte, 1: fetch) | reference ({@link ObjectRef#BYTES}) | offset (long)
 *   answer   kind (byte, 1: follows, 2: gone) | length of what follows (long)
 *   chunk    length (int, from 1 to {@link #LARGEST_CHUNK}) | CRC32C (int) | so many bytes
 *
 *   node that wants:   hello,        proof,        request,                request, ...
 *   node that has:            hello,        proof,          answer, chunks,         ...
 * </pre>
 *
 * <p>Whoever sees anything else closes the connection. A connection carries one object at a time,
 * in the order of the requests.
 */
final class TransferCodec {
  static final int VERSION = 1;
  static final int LARGEST_CHUNK = 1 << 20;

  static final int HELLO_BYTES = 4 + 1 + Handshake.NONCE_BYTES;
  static final int REQUEST_BYTES = 1 + ObjectRef.BYTES + 8;
  static final int ANSWER_BYTES = 1 + 8;
  static final int CHUNK_BYTES = 4 + 4;

  private static final int MAGIC = 0x5053544F;
  private static final int FETCH = 1;
  private static final int FOLLOWS = 1;
  private static final int GONE = 2;

  /**
   * Asks for the bytes of an object.
   *
   * @param offset where to begin, from 0 to its length
   */
  record Request(ObjectRef ref, long offset) {}

  /**
   * Answers a request.
   *
   * @param there whether the object is there; nothing follows otherwise
   * @param length of all chunks together
   */
  record Answer(boolean there, long length) {}

  /**
   * Stands before the bytes of a chunk.
   *
   * @param crc of those bytes, the CRC32C
   */
  record Chunk(int length, int crc) {}

  private TransferCodec() {}

  static byte[] hello(byte[] nonce) {
    return ByteBuffer.allocate(HELLO_BYTES).putInt(MAGIC).put((byte) VERSION).put(nonce).array();
  }

  /** The nonce of a hello. */
  static byte[] nonce(ByteBuffer hello) {
    if (hello.getInt() != MAGIC) {
      throw new ProtocolException("it does not speak the protocol of Penstock's nodes");
    }
    int version = hello.get();
    if (version != VERSION) {
      throw new ProtocolException(
          "it speaks version "
              + version
              + " of the protocol, this node "
              + VERSION
              + ": run the same release on all nodes");
    }
    byte[] nonce = new byte[Handshake.NONCE_BYTES];
    hello.get(nonce);
    return nonce;
  }

  static byte[] request(Request request) {
    return ByteBuffer.allocate(REQUEST_BYTES)
        .put((byte) FETCH)
        .put(request.ref().encoded())
        .putLong(request.offset())
        .array();
  }

  static Request request(ByteBuffer in) {
    int kind = in.get();
    if (kind != FETCH) {
      throw new ProtocolException("a request of unknown kind " + kind);
    }
    byte[] encoded = new byte[ObjectRef.BYTES];
    in.get(encoded);
    ObjectRef ref = ObjectRef.decode(encoded);
    long offset = in.getLong();
    if (ref.length() < 0 || ref.length() > Integer.MAX_VALUE) {
      throw new ProtocolException("an object of " + ref.length() + " bytes");
    }
    if (offset < 0 || offset > ref.length()) {
      throw new ProtocolException(
          "byte " + offset + " of an object that has " + ref.length() + " bytes");
    }
    return new Request(ref, offset);
  }

  static byte[] answer(Answer answer) {
    return ByteBuffer.allocate(ANSWER_BYTES)
        .put((byte) (answer.there() ? FOLLOWS : GONE))
        .putLong(answer.length())
        .array();
  }

  static Answer answer(ByteBuffer in) {
    int kind = in.get();
    long length = in.getLong();
    if (kind != FOLLOWS && kind != GONE) {
      throw new ProtocolException("an answer of unknown kind " + kind);
    }
    if (length < 0 || length > Integer.MAX_VALUE || (kind == GONE && length > 0)) {
      throw new ProtocolException("an answer with " + length + " bytes");
    }
    return new Answer(kind == FOLLOWS, length);
  }

  static byte[] chunk(Chunk chunk) {
    return ByteBuffer.allocate(CHUNK_BYTES).putInt(chunk.length()).putInt(chunk.crc()).array();
  }

  static Chunk chunk(ByteBuffer in) {
    int length = in.getInt();
    if (length < 1 || length > LARGEST_CHUNK) {
      throw new ProtocolException(
          "a chunk of " + length + " bytes, it may have from 1 to " + LARGEST_CHUNK);
    }
    return new Chunk(length, in.getInt());
  }
}
