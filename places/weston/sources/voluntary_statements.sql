-- feed: voluntary_statements
-- title: Answers to I-statements
-- partner: weston_voluntary
-- file: voluntary/sessions.xlsx
-- format: xlsx
-- sheet: I-statements
-- table: statement
-- dates: ["%d/%m/%Y"]
-- codes: {question: i_statement}
-- reject_limit: 2%
-- fresh: 100
SELECT _row,
  "Ref" AS local_id,
  'I-statements' AS instrument,
  "Statement" AS question,
  CASE WHEN "Score (0-10)" IS NOT NULL THEN CONCAT("Score (0-10)", ' of 10') END AS answer,
  "Score (0-10)" AS score,
  "Date" AS answered_at,
  "How asked" AS mode,
  "Answered by" AS answered_by
FROM raw
