package io.noria.tracking;

import io.noria.base.Page;
import java.util.Map;

/** The logged models. Thread-safe; every write is committed when the call returns. */
public interface LoggedModelStore {
  /** Creates a PENDING model. */
  LoggedModel create(NewLoggedModel model);

  /** The model; NOT_FOUND when there is none or it is deleted. */
  LoggedModel get(LoggedModelId id);

  /** Marks the upload as done, or failed. */
  LoggedModel finish(LoggedModelId id, LoggedModel.Status status);

  /** Deletes. */
  void delete(LoggedModelId id);

  /** Sets tags, over what was there. */
  void setTags(LoggedModelId id, Map<String, String> tags);

  /** Removes a tag; NOT_FOUND when it is not there. */
  void deleteTag(LoggedModelId id, String key);

  /** Adds params; write-once as a run's. */
  void logParams(LoggedModelId id, Map<String, String> params);

  /** Models that match, in the order asked for. */
  Page<LoggedModel> search(LoggedModelSearch search);
}
