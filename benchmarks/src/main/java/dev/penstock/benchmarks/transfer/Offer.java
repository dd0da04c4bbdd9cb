package dev.penstock.benchmarks.transfer;

import dev.penstock.store.ObjectRef;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What there is to fetch, and where; one line of text.
 *
 * @param process id of the process that has them
 * @param host of all ports
 * @param objects port of the node
 * @param write port of blocking channels that write mapped memory
 * @param sendfile port of blocking channels that send from a file by {@code transferTo}
 * @param netSocket port of Vert.x that writes mapped memory
 * @param refs the objects, all of the same length
 */
record Offer(
    long process,
    String host,
    int objects,
    int write,
    int sendfile,
    int netSocket,
    List<ObjectRef> refs) {
  static Offer parse(String line) {
    String[] words = line.trim().split(" ");
    return new Offer(
        Long.parseLong(words[0]),
        words[1],
        Integer.parseInt(words[2]),
        Integer.parseInt(words[3]),
        Integer.parseInt(words[4]),
        Integer.parseInt(words[5]),
        Arrays.stream(words)
            .skip(6)
            .map(word -> ObjectRef.decode(HexFormat.of().parseHex(word)))
            .toList());
  }

  @Override
  public String toString() {
    return refs.stream()
        .map(ref -> HexFormat.of().formatHex(ref.encoded()))
        .collect(
            Collectors.joining(
                " ",
                "%d %s %d %d %d %d ".formatted(process, host, objects, write, sendfile, netSocket),
                ""));
  }
}
