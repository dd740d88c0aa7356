-- What is known of a row of bikes when the model is asked about it.
--
-- Only what was known at hour belongs here: a value that is filled in
-- or corrected later teaches the model what nobody will know when it is asked.
-- bikers and the columns that prepare names are no features; all others are. Texts are
-- categories. Add features as you like: one row for each row to predict.
SELECT
  hour,
  season,
  hr,
  holiday,
  weekday,
  workingday,
  weathersit,
  temp,
  atemp,
  hum,
  windspeed,
  bikers
FROM bikes
-- Left out:
--   registered: part of the answer: registered + casual
--   casual: part of the answer: registered + casual
