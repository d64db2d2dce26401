// What role pages show of a profile's salaries: figures, tables, the numbers of the charts, and
// where each figure comes from. Layouts draw the charts: positions are percent of their width.
#ifndef METIER_OUTPUT_SALARY_GUIDE_H
#define METIER_OUTPUT_SALARY_GUIDE_H

#include "output/views.h"

extern const ViewType salary_view, figure_origin_view;

// Hundredths of a percent as attributes of SVG take them, and an amount as a share of the highest;
// empty where it has no number.
Str percent_text(const Job *job, int64_t hundredths);
Str share_text(const Job *job, const Amount *amount, int64_t highest);
// "$60,000 to $140,000"; empty where an end is not known.
Str spread_text(const Job *job, const Salary *salary, bool has_fraction);

// Whether there is more to show of its pay than the typical one.
bool role_has_salary_guide(const SalaryConfig *config, const Role *role);
// One view per salary, the primary one first.
ViewList salary_views(const Job *job, const Role *role);
// One view per figure or group of figures: its source, date and method.
ViewList figure_origin_views(const Job *job, const Role *role);

#endif
