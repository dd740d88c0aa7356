package io.noria.storage.object;

class MemoryObjectStoreTest extends ObjectStoreContract {
  @Override
  protected ObjectStore open() {
    return ObjectStores.open("memory:");
  }
}
