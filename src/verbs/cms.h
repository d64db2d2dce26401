// The settings of a Git-based CMS: forms for each kind of content, made of the rows of schemas.
#ifndef METIER_VERBS_CMS_H
#define METIER_VERBS_CMS_H

#include <stdio.h>

// config.yml, as Decap CMS and Sveltia CMS read it.
void cms_write(FILE *out);

#endif
