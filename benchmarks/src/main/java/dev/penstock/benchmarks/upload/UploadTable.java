package dev.penstock.benchmarks.upload;

import dev.penstock.benchmarks.ServerProcess;
import dev.penstock.benchmarks.Table;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sends bodies of 16 MiB to a server that takes them into the store and to one that aggregates them
 * on the heap, in turns, and prints throughput and what was allocated. Arguments: the fat jar, the
 * configuration, rounds, seconds of each turn.
 */
public final class UploadTable {
  private static final int BODY = 16 << 20;
  private static final int CONNECTIONS = 4;

  private final List<Uploader> connections = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);

  private UploadTable() {}

  /** One of the ways, and what was measured of it. */
  private record Subject(
      String name, String path, List<Double> megabytes, List<Double> kibibytes, List<Double> cpu) {
    Subject(String name, String path) {
      this(name, path, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /** Runs. */
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    UploadTable uploads = new UploadTable();
    try (ServerProcess server =
        ServerProcess.start(
            List.of("-Xms1g", "-Xmx1g", "-jar", args[0], "run", args[1], "--port", "0"))) {
      uploads.run(server, Integer.parseInt(args[2]), Duration.ofSeconds(Long.parseLong(args[3])));
    } finally {
      uploads.threads.shutdownNow();
      for (Uploader each : uploads.connections) {
        each.close();
      }
    }
  }

  private void run(ServerProcess server, int rounds, Duration time)
      throws IOException, InterruptedException, ExecutionException {
    ByteBuffer body = ByteBuffer.allocateDirect(BODY);
    for (int i = 0; i < CONNECTIONS; i++) {
      connections.add(new Uploader(server.port(), body));
    }
    Subject blob = new Subject("into the store", UploadIngress.BLOB);
    Subject heap = new Subject("on the heap", UploadIngress.HEAP);
    for (int round = 0; round <= rounds; round++) {
      for (Subject subject : List.of(heap, blob)) {
        measure(server, subject, time, round > 0);
      }
    }
    Table table =
        new Table("16 MiB bodies", "MB/s", "ratio to heap", "server CPU ms each", "heap KiB each");
    for (Subject subject : List.of(heap, blob)) {
      table.row(
          subject.name,
          Table.median(subject.megabytes, 0),
          Table.medianAndRange(ratios(subject.megabytes, heap.megabytes), 2),
          Table.median(subject.cpu, 1),
          Table.medianAndRange(subject.kibibytes, 0));
    }
    table.print();
  }

  private void measure(ServerProcess server, Subject subject, Duration time, boolean counts)
      throws IOException, InterruptedException, ExecutionException {
    long allocatedBefore = connections.get(0).ask(UploadIngress.ALLOCATED);
    Duration cpuBefore = server.cpuTime();
    long start = System.nanoTime();
    List<Future<Integer>> running = new ArrayList<>();
    for (Uploader each : connections) {
      running.add(threads.submit(each.until(start + time.toNanos(), subject.path)));
    }
    int requests = 0;
    for (Future<Integer> each : running) {
      requests += each.get();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpu = server.cpuTime().minus(cpuBefore).toNanos() / 1e6;
    long allocated = connections.get(0).ask(UploadIngress.ALLOCATED) - allocatedBefore;
    if (counts) {
      subject.megabytes.add(requests * (double) BODY / 1e6 / seconds);
      subject.cpu.add(cpu / requests);
      subject.kibibytes.add(allocated / 1024.0 / requests);
    }
  }

  private static List<Double> ratios(List<Double> ours, List<Double> theirs) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(ours.get(i) / theirs.get(i));
    }
    return ratios;
  }
}
