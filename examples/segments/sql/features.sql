-- What is known of a row of segments when the model is asked about it.
--
-- A value that is filled in after category is known does not belong here.
-- category and the columns that prepare names are no features; all others are. Texts are
-- categories. Add features as you like: one row for each row to predict.
SELECT
  "region-centroid-col",
  "region-centroid-row",
  "short-line-density-5",
  "short-line-density-2",
  "vedge-mean",
  "vegde-sd",
  "hedge-mean",
  "hedge-sd",
  "intensity-mean",
  "rawred-mean",
  "rawblue-mean",
  "rawgreen-mean",
  "exred-mean",
  "exblue-mean",
  "exgreen-mean",
  "value-mean",
  "saturation-mean",
  "hue-mean",
  category
FROM segments
