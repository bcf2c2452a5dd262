package warehouse

import (
	"context"
	"path/filepath"

	"continuum/internal/fault"
)

// perPartner counts what each partner contributes; cost is that of the last
// twelve months: activities that began in them, and care packages by the day at
// a seventh of their weekly cost, both days included.
const perPartner = `
WITH span AS (SELECT CAST(max(start_at) AS DATE) AS last, CAST(max(start_at) AS DATE) - INTERVAL 1 YEAR + INTERVAL 1 DAY AS first FROM facts.activity),
r AS (SELECT source, count(*) AS n, count(DISTINCT person_id) AS people FROM facts.identity GROUP BY 1),
a AS (SELECT source, count(*) AS n, sum(cost_pence) FILTER (WHERE start_at >= first) AS cost FROM facts.activity, span GROUP BY 1),
s AS (SELECT source, sum(weekly_cost_pence * days / 7) AS cost FROM (
  SELECT source, weekly_cost_pence, greatest(0, 1 + date_diff('day', greatest(start_date, CAST(first AS DATE)), least(coalesce(end_date, last), last))) AS days
  FROM facts.service_package, span) GROUP BY 1)
SELECT p.id, p.name, p.sector, coalesce(r.n, 0), coalesce(r.people, 0), coalesce(a.n, 0), CAST(round(coalesce(a.cost, 0) + coalesce(s.cost, 0)) AS BIGINT)
FROM partner p LEFT JOIN r ON r.source = p.id LEFT JOIN a ON a.source = p.id LEFT JOIN s ON s.source = p.id ORDER BY coalesce(r.people, 0) DESC, p.id`

// overview is worked out once at build time, so that the first page is instant.
func (r *run) overview(ctx context.Context) error {
	o := Overview{Place: r.Place.Name, Partners: []PartnerCount{}}
	rows, err := r.db.QueryContext(ctx, perPartner)
	if err != nil {
		return fault.Wrap(err, "counting by partner")
	}
	defer rows.Close()
	for rows.Next() {
		var p PartnerCount
		if err := rows.Scan(&p.ID, &p.Name, &p.Sector, &p.Registrations, &p.People, &p.Activities, &p.CostPence); err != nil {
			return fault.Wrap(err, "counting by partner")
		}
		o.Partners = append(o.Partners, p)
	}
	if err := rows.Err(); err != nil {
		return fault.Wrap(err, "counting by partner")
	}
	return writeJSON(filepath.Join(r.dir, overviewFile), o)
}
