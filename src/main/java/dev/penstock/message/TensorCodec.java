package dev.penstock.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.Tensor;
import java.util.Set;

/** The codec of tensors: the other side gets an instance of its own over the same bytes. */
final class TensorCodec extends ReferenceCodec<Tensor> {
  static final TensorCodec INSTANCE = new TensorCodec();

  private TensorCodec() {
    super(Tensor.class);
  }

  @Override
  public boolean immutable() {
    return false;
  }

  @Override
  public boolean carries(Set<ValueCodec> seen) {
    return true;
  }

  @Override
  Tensor copyPresent(Tensor value, Cargo cargo) {
    try {
      HeldTensor given = (HeldTensor) value;
      HeldTensor other = new HeldTensor(given.elements(), given.dimensions(), given.hold());
      cargo.add(other.claim());
      return other;
    } catch (IllegalStateException e) {
      throw new ValueException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  void writePresent(Tensor value, WireWriter out) {
    throw new UnsupportedOperationException();
  }

  @Override
  Tensor readPresent(WireReader in) {
    throw new UnsupportedOperationException();
  }

  @Override
  Tensor fromPresentJson(JsonNode json) {
    throw new UnsupportedOperationException();
  }

  @Override
  JsonNode presentToJson(Tensor value) {
    throw new UnsupportedOperationException();
  }
}
