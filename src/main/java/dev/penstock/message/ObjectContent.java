package dev.penstock.message;

import dev.penstock.store.StoredObject;
import java.nio.ByteBuffer;

/** An object of the store. */
final class ObjectContent extends Content {
  private final StoredObject object;

  /** An object with one hold, which is this one's. */
  ObjectContent(StoredObject object) {
    this.object = object;
  }

  /** The object. */
  StoredObject object() {
    return object;
  }

  @Override
  int length() {
    return object.length();
  }

  @Override
  boolean retain() {
    return object.retain();
  }

  @Override
  void release(boolean viewed) {
    object.release();
  }

  @Override
  ByteBuffer view(Object keep) {
    return object.view(keep);
  }

  @Override
  ByteBuffer peek() {
    return object.view(this);
  }

  @Override
  boolean stored() {
    return true;
  }
}
