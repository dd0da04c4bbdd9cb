package dev.penstock;

import dev.penstock.spi.Engine;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * An array of numbers or strings with a shape, row by row, whose bytes do not change.
 *
 * <p>Large ones are written once into the object store of the host, and pass from deployment to
 * deployment without a copy; small ones live on the heap. Nothing else differs.
 *
 * <p><b>Lifetime.</b> An instance is one lease on the bytes; when the last lease has ended the
 * memory is used again. An instance belongs to the call, request or message in which it was made or
 * received, and is closed at the end of that. To keep one longer, in a cache say, {@link #retain}
 * it. Outside of a call an instance belongs to whoever made it. A closed instance throws {@link
 * IllegalStateException}. Instances never cross a call: the other side gets one of its own.
 *
 * <p><b>Views</b> are read-only, direct, in native order, and aligned to 64 bytes; of a small
 * tensor they are copies. A view is valid until its instance is closed. The end of a call does not
 * take memory away under a view that is still reachable, so that a forgotten one shows no other
 * request's data; but memory comes back at once only where no view was asked for, or {@link #close}
 * was called, and by garbage collection otherwise. So whoever reads large tensors in a hurry closes
 * them.
 *
 * <p><b>As JSON</b> a tensor is {@code {"datatype": "FP32", "shape": [2, 2], "data": [1, 2, 3,
 * 4]}}, its data flat or nested on the way in and flat on the way out. Integers are exact. NaN and
 * the infinities are the texts {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}; {@link
 * DataType#FP16} and {@link DataType#BF16} have no form in JSON. A tensor has at most 32
 * dimensions.
 *
 * <p>Thread-safe. Not to be implemented by users, but by fakes of unit tests: their bytes are
 * copied.
 */
public interface Tensor extends AutoCloseable {
  /** A tensor of {@link DataType#FP32}. */
  static Tensor of(float[] values, long... shape) {
    return Tensors.of(DataType.FP32, values.length, shape, out -> out.asFloatBuffer().put(values));
  }

  /** A tensor of {@link DataType#FP64}. */
  static Tensor of(double[] values, long... shape) {
    return Tensors.of(DataType.FP64, values.length, shape, out -> out.asDoubleBuffer().put(values));
  }

  /** A tensor of {@link DataType#INT32}. */
  static Tensor of(int[] values, long... shape) {
    return Tensors.of(DataType.INT32, values.length, shape, out -> out.asIntBuffer().put(values));
  }

  /** A tensor of {@link DataType#INT64}. */
  static Tensor of(long[] values, long... shape) {
    return Tensors.of(DataType.INT64, values.length, shape, out -> out.asLongBuffer().put(values));
  }

  /** A tensor of {@link DataType#INT16}. */
  static Tensor of(short[] values, long... shape) {
    return Tensors.of(DataType.INT16, values.length, shape, out -> out.asShortBuffer().put(values));
  }

  /** A tensor of {@link DataType#UINT8}. */
  static Tensor of(byte[] values, long... shape) {
    return Tensors.of(DataType.UINT8, values.length, shape, out -> out.put(values));
  }

  /** A tensor of {@link DataType#BOOL}. */
  static Tensor of(boolean[] values, long... shape) {
    return Tensors.of(
        DataType.BOOL,
        values.length,
        shape,
        out -> {
          for (boolean value : values) {
            out.put((byte) (value ? 1 : 0));
          }
        });
  }

  /** A tensor of {@link DataType#BYTES}, of texts. */
  static Tensor of(String[] values, long... shape) {
    return Tensors.of(values, shape);
  }

  /**
   * A tensor that {@code fill} writes in place, in zeroed memory.
   *
   * <p>On an event loop this waits, and holds up all others there, when the store must grow first;
   * {@link #writeAsync} does not.
   *
   * @param type not {@link DataType#BYTES}
   * @param fill gets all bytes in native order, on this thread; it must not touch them afterwards
   * @throws CallFailedException {@link Failure#STORE_FULL} if there is no room
   */
  static Tensor write(DataType type, long[] shape, Consumer<ByteBuffer> fill) {
    return Engine.get().payloads().tensor(type, Tensors.checked(type, shape), true, fill);
  }

  /** As {@link #write}, but what {@code fill} does not write is whatever was there before. */
  static Tensor overwrite(DataType type, long[] shape, Consumer<ByteBuffer> fill) {
    return Engine.get().payloads().tensor(type, Tensors.checked(type, shape), false, fill);
  }

  /**
   * As {@link #write}, without waiting: {@code fill} runs once there is room, on the caller's
   * context.
   */
  static Future<Tensor> writeAsync(DataType type, long[] shape, Consumer<ByteBuffer> fill) {
    return Engine.get().payloads().tensorAsync(type, Tensors.checked(type, shape), true, fill);
  }

  /** The type of the elements. */
  DataType type();

  /** Elements per dimension, the outermost first; empty for a scalar. A copy. */
  long[] shape();

  /** Bytes of all elements. */
  long byteLength();

  /** The elements of an {@link DataType#FP32}. */
  FloatBuffer floats();

  /** The elements of an {@link DataType#INT32} or {@link DataType#UINT32}. */
  IntBuffer ints();

  /** The elements of an {@link DataType#INT64} or {@link DataType#UINT64}. */
  LongBuffer longs();

  /** The elements of two bytes: integers, or the bits of {@link DataType#FP16} and such. */
  ShortBuffer shorts();

  /** The elements of an {@link DataType#FP64}. */
  DoubleBuffer doubles();

  /** The elements of a {@link DataType#BYTES} as texts; a copy. */
  List<String> strings();

  /** The bytes of any type. */
  ByteBuffer bytes();

  /**
   * One more instance over the same bytes, which belongs to no call: it must be closed.
   *
   * @throws IllegalStateException if this one is closed
   */
  Tensor retain();

  /** Ends this lease; others go on. Closing twice is closing once. */
  @Override
  void close();
}
