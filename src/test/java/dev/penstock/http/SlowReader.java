package dev.penstock.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A client that asks for a large body and reads nothing of it until it is told to: then all that
 * the server could send lies in buffers on the way. By HTTP/2 it tells after each frame that it may
 * be sent more, as clients do.
 */
final class SlowReader implements AutoCloseable {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_STREAM = 1;
  private static final int END_STREAM_AND_HEADERS = 5;
  private static final int LARGE = 1 << 30;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final DataOutputStream out;
  private final boolean http2;

  /** Connects, and asks for {@code /}. */
  SlowReader(int port, boolean http2) throws IOException {
    this.http2 = http2;
    socket.setReceiveBufferSize(1 << 16);
    socket.setSoTimeout(30_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
    if (http2) {
      out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
      // SETTINGS_INITIAL_WINDOW_SIZE: flow control is not to hold the server back, only TCP.
      frame(SETTINGS, 0, 0, new byte[] {0, 4, LARGE >> 24, 0, 0, 0});
      frame(WINDOW_UPDATE, 0, 0, window(LARGE));
      // RFC 7541 appendix A: GET, http, /, and an authority that is a literal.
      frame(
          HEADERS,
          END_STREAM_AND_HEADERS,
          1,
          new byte[] {(byte) 0x82, (byte) 0x86, (byte) 0x84, 1, 1, 'h'});
    } else {
      out.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    out.flush();
  }

  private static byte[] window(int bytes) {
    return new byte[] {
      (byte) (bytes >> 24), (byte) (bytes >> 16), (byte) (bytes >> 8), (byte) bytes
    };
  }

  private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream frame = new DataOutputStream(bytes);
    frame.writeByte(payload.length >> 16);
    frame.writeShort(payload.length);
    frame.writeByte(type);
    frame.writeByte(flags);
    frame.writeInt(stream);
    frame.write(payload);
    out.write(bytes.toByteArray());
  }

  /** Reads the body to its end, and gives its length. */
  long bodyLength() throws IOException {
    return http2 ? readFrames() : readHttp1();
  }

  private long readFrames() throws IOException {
    long body = 0;
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      in.readInt();
      in.skipNBytes(length);
      if (type == DATA) {
        body += length;
        if ((flags & END_STREAM) != 0) {
          return body;
        }
        frame(WINDOW_UPDATE, 0, 0, window(length));
        out.flush();
      }
    }
  }

  private long readHttp1() throws IOException {
    long length = -1;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.startsWith("content-length: ")) {
        length = Long.parseLong(line.substring("content-length: ".length()));
      }
    }
    long body = 0;
    byte[] part = new byte[1 << 14];
    while (body < length) {
      int read = in.read(part);
      if (read < 0) {
        throw new EOFException("the body ends after " + body + " of " + length + " bytes");
      }
      body += read;
    }
    return body;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
