-- What is known of a row of incomes when the model is asked about it.
--
-- A value that is filled in after income is known does not belong here.
-- income and the columns that prepare names are no features; all others are. Texts are
-- categories. Add features as you like: one row for each row to predict.
SELECT
  person,
  age,
  nullif(trim(workclass), '?') AS workclass,
  trim(education) AS education,
  "education-num",
  trim("marital-status") AS "marital-status",
  nullif(trim(occupation), '?') AS occupation,
  trim(relationship) AS relationship,
  "capital-gain",
  "capital-loss",
  "hours-per-week",
  nullif(trim("native-country"), '?') AS "native-country",
  nullif(trim(income), '') AS income
FROM incomes
-- Left out:
--   race, gender: nobody's income should be guessed by them
