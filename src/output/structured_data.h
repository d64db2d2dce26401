// Structured data: JSON-LD with the vocabulary of schema.org, one @graph a page.
// https://schema.org/Occupation, https://schema.org/BreadcrumbList, https://schema.org/WebPage
#ifndef METIER_OUTPUT_STRUCTURED_DATA_H
#define METIER_OUTPUT_STRUCTURED_DATA_H

#include "output/page.h"

// The graph of a page whose `fill` is done, in the job's scratch: what the page shows, and no more.
// An average is a MonetaryAmount; median and percentiles are a MonetaryAmountDistribution. Withheld
// and top-coded figures, which have no exact value, are left out. Empty where the site has no
// base_url with a host, and on pages that search engines shall not list.
Str structured_data(const Job *job, const PageView *page);

#endif
