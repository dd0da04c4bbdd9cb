package dev.penstock.examples.diamond;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.Deflater;

/**
 * A text compresses best with a dictionary of its own language (Benedetto, Caglioti and Loreto,
 * 2002). Compresses once for each language and blocks its thread meanwhile, hence {@code
 * "threading": "worker"}.
 */
public final class CompressionModel implements LanguageModel {
  /** Likelihood per byte that a language saves. */
  private static final double PER_BYTE = 0.25;

  private final Map<String, byte[]> dictionaries = new HashMap<>();

  /** A model of the languages that there are texts of. */
  public CompressionModel() {
    Profiles.words().forEach((language, words) -> dictionaries.put(language, bytes(words)));
  }

  @Override
  public Future<Verdict> judge(String words) {
    byte[] text = bytes(words);
    Map<String, Double> scores = new HashMap<>();
    dictionaries.forEach(
        (language, dictionary) ->
            scores.put(language, -PER_BYTE * compressedLength(text, dictionary)));
    return Future.succeededFuture(Verdict.ofLogarithms("compression", scores));
  }

  private static byte[] bytes(String words) {
    return words.getBytes(StandardCharsets.UTF_8);
  }

  private static int compressedLength(byte[] text, byte[] dictionary) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setDictionary(dictionary);
      deflater.setInput(text);
      deflater.finish();
      byte[] out = new byte[4096];
      int length = 0;
      while (!deflater.finished()) {
        length += deflater.deflate(out);
      }
      return length;
    } finally {
      deflater.end();
    }
  }
}
