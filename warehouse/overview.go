package warehouse

import (
	"context"
	"path/filepath"

	"continuum/internal/fault"
)

// perPartner counts what each partner contributes; cost is that of the last
// twelve months of activity. Care packages are costed on the person's page.
const perPartner = `
WITH latest AS (SELECT max(start_at) AS t FROM facts.activity),
r AS (SELECT source, count(*) AS n, count(DISTINCT person_id) AS people FROM facts.identity GROUP BY 1),
a AS (SELECT source, count(*) AS n, sum(cost_pence) FILTER (WHERE start_at > latest.t - INTERVAL 1 YEAR) AS cost
      FROM facts.activity, latest GROUP BY 1)
SELECT p.id, p.name, p.sector, coalesce(r.n, 0), coalesce(r.people, 0), coalesce(a.n, 0), CAST(coalesce(a.cost, 0) AS BIGINT)
FROM partner p LEFT JOIN r ON r.source = p.id LEFT JOIN a ON a.source = p.id ORDER BY coalesce(r.people, 0) DESC, p.id`

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
