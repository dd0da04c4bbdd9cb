package dev.penstock.http;

import dev.penstock.StartFailedException;
import dev.penstock.config.TlsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom a node trusts when it asks another one over TLS: who shows the certificate that it has
 * itself, whatever name stands in it, for nobody else has its key; and who is trusted by this JDK,
 * under the name by which it was asked. Immutable.
 */
final class NodeTrust extends X509ExtendedTrustManager {
  private final Certificate own;
  private final X509ExtendedTrustManager usual;

  private NodeTrust(Certificate own, X509ExtendedTrustManager usual) {
    this.own = own;
    this.usual = usual;
  }

  /**
   * The trust of a node with that certificate.
   *
   * @throws StartFailedException if it cannot be read
   */
  static NodeTrust of(TlsConfig tls) {
    try (InputStream in = Files.newInputStream(tls.cert())) {
      Certificate own =
          CertificateFactory.getInstance("X.509").generateCertificates(in).iterator().next();
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager usual) {
          return new NodeTrust(own, usual);
        }
      }
      throw new StartFailedException("this JDK cannot check certificates of other nodes");
    } catch (IOException | GeneralSecurityException e) {
      throw new StartFailedException("http.tls.cert: " + tls.cert() + " cannot be read: " + e, e);
    }
  }

  private boolean isOwn(X509Certificate[] chain) {
    return chain.length > 0 && chain[0].equals(own);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
      throws CertificateException {
    if (!isOwn(chain)) {
      usual.checkServerTrusted(chain, type, engine);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
      throws CertificateException {
    if (!isOwn(chain)) {
      usual.checkServerTrusted(chain, type, socket);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    if (!isOwn(chain)) {
      usual.checkServerTrusted(chain, type);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
      throws CertificateException {
    usual.checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
      throws CertificateException {
    usual.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    usual.checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return usual.getAcceptedIssuers();
  }
}
