package dev.penstock.remote;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves that a frame comes from a node that knows the cluster's secret, and is for this one: the
 * first {@value #BYTES} bytes of HMAC-SHA256 (RFC 2104) over receiver, sender, number and content.
 * Thread-safe.
 */
final class FrameSeal {
  static final int BYTES = 16;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /** One for each thread: making one costs more than using it. */
  private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(this::newMac);

  FrameSeal(String secret) {
    // What one purpose reveals of the secret must not help with another.
    Mac derive = mac(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
    this.key =
        new SecretKeySpec(
            derive.doFinal("penstock frame 1".getBytes(StandardCharsets.US_ASCII)), ALGORITHM);
  }

  private Mac newMac() {
    return mac(key);
  }

  private static Mac mac(SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  /**
   * The seal of a frame.
   *
   * @param frame with sender and number, all of it
   */
  byte[] of(String receiver, ByteBuffer frame) {
    Mac mac = macs.get();
    byte[] to = receiver.getBytes(StandardCharsets.UTF_8);
    mac.update((byte) to.length);
    mac.update(to);
    mac.update(frame);
    return Arrays.copyOf(mac.doFinal(), BYTES);
  }

  /** Whether that is the seal of the frame; the time it takes tells nothing. */
  boolean fits(String receiver, ByteBuffer frame, byte[] seal) {
    return MessageDigest.isEqual(of(receiver, frame), seal);
  }
}
