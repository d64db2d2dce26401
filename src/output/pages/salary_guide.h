// What role pages show of a profile's salaries: figures, tables, the numbers of the charts, and
// where each figure comes from. Layouts draw the charts: positions are percent of their width.
#ifndef METIER_OUTPUT_SALARY_GUIDE_H
#define METIER_OUTPUT_SALARY_GUIDE_H

#include "output/views.h"

extern const ViewType salary_view, figure_origin_view;

// One view per region, the primary salary first.
ViewList salary_views(const Job *job, const Role *role);
// One view per figure or group of figures: its source, date and method.
ViewList figure_origin_views(const Job *job, const Role *role);

#endif
