package dev.penstock.message;

import dev.penstock.store.StoredObject;
import java.nio.ByteBuffer;
import java.time.Duration;

/** An object of the store. */
final class ObjectContent extends Content {
  private final StoredObject object;
  private final boolean madeHere;

  /** An object that this process has made, with one hold, which is this one's. */
  ObjectContent(StoredObject object) {
    this(object, true);
  }

  private ObjectContent(StoredObject object, boolean madeHere) {
    this.object = object;
    this.madeHere = madeHere;
  }

  /** An object whose reference came from elsewhere, with one hold, which is this one's. */
  static ObjectContent received(StoredObject object) {
    return new ObjectContent(object, false);
  }

  /**
   * Keeps the object for who was told its reference, also when it is released here.
   *
   * @return false if only another process can do so
   */
  boolean lend(Duration time) {
    if (madeHere) {
      object.lend(time);
    }
    return madeHere;
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
