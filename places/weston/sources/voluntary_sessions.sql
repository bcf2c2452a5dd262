-- feed: voluntary_sessions
-- title: Befriending, clubs and link workers' sessions
-- partner: weston_voluntary
-- file: voluntary/sessions.xlsx
-- format: xlsx
-- sheet: Sessions
-- table: activity
-- dates: ["%d/%m/%Y %H:%M"]
-- period: {column: start_at, from: 2023-11-01, to: 2026-10-31}
-- reject_limit: 2%
-- fresh: 100
SELECT _row,
  "Ref" AS local_id,
  "Session ref" AS local_activity_id,
  'voluntary' AS setting,
  'session' AS kind,
  CONCAT("Date", ' ', "Start") AS start_at,
  "Volunteer" AS provider,
  raw."Service" AS team,
  '1' AS units,
  p.unit AS unit,
  p.pence AS cost_pence,
  CONCAT(p.basis, ' ', p.price_year) AS cost_basis
FROM raw
LEFT JOIN price_activity p ON p.setting = 'voluntary' AND p.kind = 'session'
