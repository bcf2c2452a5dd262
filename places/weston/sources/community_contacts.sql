-- feed: community_contacts
-- title: Community health contacts and virtual ward stays
-- partner: weston_community
-- file: community/contacts.csv.gz
-- format: csv
-- delimiter: "|"
-- table: activity
-- codes: {kind: community_kind}
-- period: {column: start_at, from: 2023-11-01, to: 2026-10-31}
-- labels: {method: contact_place, referrer: referrer}
-- reject_limit: 2%
-- fresh: 35
SELECT _row,
  "Client_Ref" AS local_id,
  "Contact_ID" AS local_activity_id,
  'community' AS setting,
  CASE WHEN k.canonical IS NOT NULL AND "Outcome" = 'No access' THEN CONCAT('missed_', k.canonical)
    ELSE COALESCE(k.canonical, "Contact_Type") END AS kind,
  "Contact_Start" AS start_at,
  "Contact_End" AS end_at,
  "Staff_Group" AS provider,
  "Team" AS team,
  "Referral_Source" AS referrer,
  "Location" AS method,
  '1' AS units,
  'contact' AS unit,
  CASE WHEN k.canonical = 'virtual_ward' THEN '0' ELSE p.pence END AS cost_pence,
  CASE WHEN k.canonical = 'virtual_ward' THEN 'its daily contacts are priced' ELSE CONCAT(p.basis, ' ', p.price_year) END AS cost_basis
FROM raw
LEFT JOIN code_community_contact k ON k.code = raw."Contact_Type"
LEFT JOIN price_activity p ON p.setting = 'community' AND p.kind = 'contact'
