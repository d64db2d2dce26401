#include "verbs/documents.h"

#include "site/config.h"
#include "site/content.h"

const Document role_document = {"role", "the front matter of roles", "content/roles/NAME.md",
                                &role_schema, true};
const Document article_document = {"article", "the front matter of articles",
                                   "content/articles/NAME.md", &article_schema, false};
const Document page_document = {"page", "the front matter of pages", "content/pages/NAME.md",
                                &info_page_schema, false};
const Document site_document = {"site", "what the site's owner decides", "site.yaml",
                                &config_schema, false};
