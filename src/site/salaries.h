// Salaries: from what profiles give to what pages show: minor units, formats, regions, career
// steps.
#ifndef METIER_SITE_SALARIES_H
#define METIER_SITE_SALARIES_H

#include "site/site.h"

enum { MONTHS_PER_YEAR = 12 };

bool amount_has_number(const Amount *amount);           // it is known, or its lowest value is
// The figure that stands for a salary where there is room for one: the median, which few very high
// earners do not lift, else the average.
const Amount *salary_headline(const Salary *salary);
bool salary_is_like(const Salary *a, const Salary *b);  // same currency and period
Str salary_period(const Salary *salary);                // "year" where none is given
bool salary_has_figure(const Salary *salary);           // one that its source withholds is one
int64_t salary_unit(const Salary *salary);              // minor units in one unit of its currency
int64_t power_of_ten(int exponent);
// amount × percent / 100 in integers, halves rounded away from zero.
int64_t salary_step_amount(int64_t amount, int64_t percent);
// Whether it tells how pay is spread: of a percentile the number is known.
bool salary_is_observed(const Salary *salary);
// Whether its steps follow from its average, by `steps` of site.yaml.
bool salary_is_modelled(const SalaryConfig *config, const Salary *salary);
// A modelled step of an average, both counted in `1 / unit` of a currency: in whole units where the
// average is whole, as nobody models cents. Beside what was observed it claims no more than two or
// three digits.
int64_t salary_model_step(const Salary *salary, int64_t average, int64_t unit, int64_t percent);
typedef struct StepList { SalaryStep *items; size_t count; } StepList;
StepList salary_given_steps(const Salary *salary);
// A salary's steps: those that are given, else modelled ones, which are made for who asks and live
// in the arena. Its figures are in minor units.
StepList salary_steps(const SalaryConfig *config, const Salary *salary, Arena *arena);
bool salary_has_steps(const SalaryConfig *config, const Salary *salary);
// The one of a salary's steps that pays least, if it lies above what a quarter earn less than; else
// NULL.
const SalaryStep *salary_high_step(const Salary *salary, StepList steps);
// How old a figure of that day is; 0 where there is no day. One of a year counts from its last
// month.
int64_t figure_age_months(Date as_of, Date now);
// Whether a figure of that day is older than the site allows.
bool salary_is_stale(const SalaryConfig *config, Date as_of, Date now);
// Whether a projection began longer ago than that, or has ended. One whose years are wrong is not.
bool outlook_is_stale(const SalaryConfig *config, const Outlook *outlook, Date now);

// Learns the names that site.yaml gives to regions; before the first salary is completed.
void salaries_name_regions(Site *site);

// Completes a role's salaries and finds its primary one. Figures that contradict each other are
// reported.
void salaries_derive(Site *site, Role *role, DerivedStep *own);

#endif
