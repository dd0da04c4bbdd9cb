package dev.penstock.benchmarks.idle;

import dev.penstock.benchmarks.ServerProcess;
import dev.penstock.benchmarks.Table;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Memory of the server for each keep-alive connection that has had one request and waits for the
 * next. Arguments: the jar, the configuration, the number of connections.
 */
public final class IdleTable {
  /** Connections before the first look: what a first one costs is no price of a connection. */
  private static final int WARM = 500;

  private static final Duration SETTLING = Duration.ofSeconds(2);
  private static final byte[] REQUEST =
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nok"
          .getBytes(StandardCharsets.US_ASCII);

  private IdleTable() {}

  /** Runs. */
  public static void main(String[] args) throws IOException {
    int connections = Integer.parseInt(args[2]);
    List<Socket> open = new ArrayList<>();
    try (ServerProcess server =
        ServerProcess.start(List.of("-jar", args[0], "run", args[1], "--port", "0"))) {
      open(WARM, server.port(), open);
      long before = settled(server);
      open(connections, server.port(), open);
      long after = settled(server);
      Table table = new Table("idle connections", "before, MiB", "after, MiB", "KiB each");
      table.row(
          connections,
          before / 1024,
          after / 1024,
          "%.1f".formatted((double) (after - before) / connections));
      table.print();
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private static void open(int count, int port, List<Socket> open) throws IOException {
    byte[] answer = new byte[4096];
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      open.add(socket);
      socket.getOutputStream().write(REQUEST);
      if (socket.getInputStream().read(answer) < 0) {
        throw new IOException("the server closed connection " + open.size());
      }
    }
  }

  private static long settled(ServerProcess server) throws IOException {
    LockSupport.parkNanos(SETTLING.toNanos());
    return server.residentKibibytes();
  }
}
