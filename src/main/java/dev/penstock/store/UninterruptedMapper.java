package dev.penstock.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Maps also on a thread that is interrupted, which stays interrupted: channels refuse to work for
 * such threads, and that says nothing about the file.
 */
record UninterruptedMapper(Memory.Mapper mapper) implements Memory.Mapper {
  @Override
  public Memory map(Path file, long offset, long length, FileChannel.MapMode mode)
      throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return mapper.map(file, offset, length, mode);
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
