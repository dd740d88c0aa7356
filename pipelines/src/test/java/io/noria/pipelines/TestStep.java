package io.noria.pipelines;

import java.util.Map;

/** A step made of a function. */
record TestStep(String type, String version, boolean cacheable, Body body) implements Step {
  interface Body {
    Map<String, Value> run(StepContext context) throws Exception;
  }

  static TestStep of(String type, Body body) {
    return new TestStep(type, "1", true, body);
  }

  TestStep version(String other) {
    return new TestStep(type, other, cacheable, body);
  }

  @Override
  public Map<String, Value> run(StepContext context) throws Exception {
    return body.run(context);
  }
}
