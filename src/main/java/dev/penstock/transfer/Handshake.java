package dev.penstock.transfer;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How two nodes prove to each other that they know the secret of the cluster: each has chosen a
 * nonce, and sends an HMAC-SHA256 of both. The label makes sure that nobody can send a proof back
 * as his own, the nonces that none is of use twice. The node that has the objects proves by its id,
 * too, that it is the one that was looked for.
 *
 * <pre>
 *   key     HMAC("penstock transfer 1", secret)
 *   wants   HMAC(key, "wants" | nonce of who wants | nonce of who has)
 *   has     HMAC(key, "has"   | nonce of who wants | nonce of who has | id of who has)
 * </pre>
 *
 * <p>Without a secret the proofs are made of an empty one: anybody can make them who knows the id.
 * Thread-safe.
 */
final class Handshake {
  static final int NONCE_BYTES = 32;
  static final int PROOF_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final SecretKeySpec NAME =
      new SecretKeySpec("penstock transfer 1".getBytes(StandardCharsets.US_ASCII), ALGORITHM);

  private final SecretKeySpec key;
  private final SecureRandom random;

  /**
   * The handshake of a cluster.
   *
   * @param secret empty for none
   */
  Handshake(String secret, SecureRandom random) {
    this.key = new SecretKeySpec(hmac(NAME, text(secret)), ALGORITHM);
    this.random = random;
  }

  byte[] nonce() {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    return nonce;
  }

  /** What the node sends that wants objects. */
  byte[] proofOfWanting(byte[] wanting, byte[] having) {
    return hmac(key, text("wants"), wanting, having);
  }

  /** What the node sends that has objects. */
  byte[] proofOfHaving(byte[] wanting, byte[] having, String nodeId) {
    return hmac(key, text("has"), wanting, having, text(nodeId));
  }

  /** Whether two proofs are equal; how long it takes tells nothing. */
  static boolean same(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }

  private static byte[] text(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] hmac(SecretKeySpec key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
    }
  }
}
