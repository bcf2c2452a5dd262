-- feed: postcodes
-- title: Postcode directory
-- partner: weston_geography
-- file: geography/postcodes.csv.gz
-- format: csv
-- table: area
SELECT _row,
  pcds AS postcode,
  lsoa21cd AS lsoa,
  imd_decile
FROM raw
