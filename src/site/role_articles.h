// The articles that stand on a role's page: those that name the role, then those of its subjects.
#ifndef METIER_SITE_ROLE_ARTICLES_H
#define METIER_SITE_ROLE_ARTICLES_H

#include "site/site.h"

enum {
    ROLE_ARTICLES = 3,
    // Of the newest of a subject: two of them may be those that name the role.
    SUBJECT_ARTICLES = 2 * ROLE_ARTICLES - 1,
};

// Fills each role's articles: up to three, the newest that name it first, then the newest that
// name another role of its branch, or have its branch or one of its skills for a tag.
void role_articles_derive(Site *site, DerivedStep *own);

#endif
