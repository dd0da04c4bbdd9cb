package dev.penstock.message;

import dev.penstock.Tensor;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import java.util.Scanner;

/** Another process on the host: sends a tensor, and looks at what comes back. */
public final class SendingProcess {
  private SendingProcess() {}

  public static void main(String[] args) {
    try (TestStore store = new TestStore(Path.of(args[0]));
        Scanner in = new Scanner(System.in, "UTF-8")) {
      SentObjects sent = new SentObjects();
      WireWriter out = new WireWriter(sent);
      Tensor made = new PayloadValues(new Random(7)).bytesTensor(5000);
      LentObjectsTest.INFER.writeArguments(new Object[] {made}, out);
      System.out.println(HexFormat.of().formatHex(out.buffer().getBytes()));

      Buffer reply = Buffer.buffer(HexFormat.of().parseHex(in.nextLine()));
      Cargo cargo = new Cargo();
      Tensor result =
          (Tensor)
              Objects.requireNonNull(
                  LentObjectsTest.INFER.readResult(new WireReader(reply, cargo)));
      boolean same = result.bytes().equals(made.bytes());
      System.out.println(
          (same ? "same object, " : "another object, ") + store.objects() + " in the store");

      made.close();
      result.close();
      sent.release();
      in.nextLine();
      while (store.objects() > 0) {
        Thread.onSpinWait();
      }
      System.out.println(store.objects() + " in the store");
    }
  }
}
