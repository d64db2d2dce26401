// Structured data: JSON-LD with the vocabulary of schema.org, one @graph a page.
// https://schema.org/Occupation, https://schema.org/BreadcrumbList, https://schema.org/WebPage
#ifndef METIER_OUTPUT_STRUCTURED_DATA_H
#define METIER_OUTPUT_STRUCTURED_DATA_H

#include "output/views.h"

// The graph of a role's page, in the job's scratch: what the page shows, and no more. An average
// is a MonetaryAmount; median and percentiles are a MonetaryAmountDistribution. Withheld and
// top-coded figures, which have no exact value, are left out.
Str structured_role(const Job *job, const PageView *page, const Role *role);

#endif
