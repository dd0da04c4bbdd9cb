package dev.penstock.http;

import dev.penstock.StartFailedException;
import dev.penstock.config.TlsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * The files of the listener's certificate and its private key, read and checked before the listener
 * opens: what is wrong with them would otherwise show in each handshake only.
 */
final class KeyPairFiles {
  private static final String[] KEY_TYPES = {"RSA", "EC", "EdDSA", "RSASSA-PSS"};

  private KeyPairFiles() {}

  /**
   * Reads both files.
   *
   * @throws StartFailedException naming the file and what is wrong with it
   */
  static PemKeyCertOptions read(Vertx vertx, TlsConfig tls) {
    Buffer key = bytes(tls.key(), "http.tls.key");
    Buffer chain = bytes(tls.cert(), "http.tls.cert");
    PublicKey certified = certified(tls.cert(), chain);
    PemKeyCertOptions options = new PemKeyCertOptions().setKeyValue(key).setCertValue(chain);
    if (!isPair(privateKey(vertx, tls.key(), options), certified)) {
      throw failed(
          "http.tls.key",
          tls.key(),
          "is not the key of the certificate in " + tls.cert() + "; both must be of one pair");
    }
    return options;
  }

  private static Buffer bytes(Path file, String key) {
    try {
      return Buffer.buffer(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw failed(key, file, "does not exist", e);
    } catch (IOException e) {
      throw failed(key, file, "cannot be read: " + e, e);
    }
  }

  private static PublicKey certified(Path file, Buffer chain) {
    try {
      for (Certificate first :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(chain.getBytes()))) {
        return first.getPublicKey();
      }
      throw failed("http.tls.cert", file, "holds no certificate in PEM");
    } catch (GeneralSecurityException e) {
      throw failed("http.tls.cert", file, "is no certificate in PEM: " + e.getMessage(), e);
    }
  }

  private static PrivateKey privateKey(Vertx vertx, Path file, PemKeyCertOptions options) {
    try {
      for (KeyManager manager : options.getKeyManagerFactory(vertx).getKeyManagers()) {
        for (String type : KEY_TYPES) {
          String[] aliases = ((X509KeyManager) manager).getServerAliases(type, null);
          if (aliases != null && aliases.length > 0) {
            return ((X509KeyManager) manager).getPrivateKey(aliases[0]);
          }
        }
      }
    } catch (Exception e) {
      throw failed(
          "http.tls.key",
          file,
          "is no private key in PEM without a password: " + e.getMessage(),
          e);
    }
    throw failed("http.tls.key", file, "holds a key of a kind that TLS does not know");
  }

  private static boolean isPair(PrivateKey key, PublicKey certified) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
          default -> "SHA256withRSA";
        };
    try {
      byte[] text = {1, 2, 3};
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException otherKindOfKey) {
      return false;
    }
  }

  private static StartFailedException failed(String key, Path file, String what) {
    return new StartFailedException(key + ": " + file + " " + what);
  }

  private static StartFailedException failed(String key, Path file, String what, Exception cause) {
    return new StartFailedException(key + ": " + file + " " + what, cause);
  }
}
