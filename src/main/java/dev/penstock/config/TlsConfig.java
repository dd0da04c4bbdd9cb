package dev.penstock.config;

import java.nio.file.Path;

/**
 * The listener's certificate, in PEM.
 *
 * @param key absolute; the private key
 * @param cert absolute; the certificate and those that lead to its root
 */
public record TlsConfig(Path key, Path cert) {}
