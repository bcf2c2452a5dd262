-- # A feed: how one partner's file becomes rows of a canonical table.
-- # The lines that start with two dashes are its front matter; below them stands one SELECT.
-- # A line that starts with "-- #" is an explanation, or a key this feed does not need.
--
-- # The name of this file, and a title for people.
-- feed: example_registrations
-- title: People registered with Example Surgery
--
-- # Who sends it: the id of a partner in place.yaml. It becomes the source of every row.
-- partner: example_practice
--
-- # Which files, relative to the folder of extracts; * stands for any part of a name.
-- # Compressed files (.gz, .zst) are read as they are.
-- file: example/registrations*.csv
--
-- # csv, parquet, xlsx or fhir
-- format: csv
-- # csv: what stands between the cells (default ","), and utf-8, latin-1 or utf-16
-- delimiter: ","
-- encoding: utf-8
-- # xlsx: the sheet to read
-- # sheet: Contacts
-- # fhir: the resource type, and for each raw column where it is found
-- # resource: Patient
-- # columns:
-- #   id: id
-- #   nhs: identifier.where(system='https://fhir.nhs.uk/Id/nhs-number').value
-- #   given: name.where(use='official').given.join(' ')
--
-- # The canonical table it fills: registration, activity, diagnosis, procedure, observation,
-- # medication, service_package, relationship, circumstance, statement or area.
-- table: registration
--
-- # How dates are written, tried in this order (default: 2026-04-01, with or without a time).
-- dates: ["%d/%m/%Y", "%Y-%m-%d"]
--
-- # What the extract should cover, by one of the table's date columns (optional).
-- # period: {column: registered_from, from: 2023-04-01, to: 2026-03-31}
--
-- # Columns whose value must be in a code list: here, in codes/ethnicity.csv.
-- codes: {ethnicity: ethnicity}
--
-- # A row that breaks a rule is set aside in quarantine. For these columns the wrong
-- # value is blanked instead, and the row kept.
-- blank: [nhs_number, ethnicity]
--
-- # The share of rows in quarantine that stops the build (default 5%).
-- reject_limit: 2%
--
-- # After how many days without a new extract the feed counts as stale (optional).
-- fresh: 35

-- `raw` is the partner's file: every column is text, an empty cell is NULL. Give the
-- canonical columns by name, and always _row, which leads a rejected row back to the
-- file. Dates and numbers are converted and every rule is applied afterwards, so the
-- SQL only maps names and codes. Each code list may be joined as code_NAME and each
-- price list as price_NAME.
SELECT
  _row,
  "RegistrationID" AS local_id,
  "NHSNumber"      AS nhs_number,
  "Title"          AS title,
  "Forename"       AS given_name,
  "Surname"        AS family_name,
  "DOB"            AS birth_date,
  CASE "Gender"
    WHEN 'Man' THEN 'male'
    WHEN 'Woman' THEN 'female'
    ELSE 'unknown'
  END              AS sex,
  "Ethnicity"      AS ethnicity,
  "Postcode"       AS postcode,
  "Address"        AS address,
  "Phone"          AS phone,
  'A99999'         AS gp_practice,
  "Registered"     AS registered_from,
  "Left"           AS registered_to
FROM raw
