#include "verbs/findings.h"

#include "base/file.h"
#include "site/config.h"

#define FINDINGS STR(".metier")

int findings_open(const char *root, Sandbox *sandbox) {
    int ret = folder_open(root);
    int found = ret >= 0 && file_exists(ret, CONFIG_PATH) ? folder_make(ret, FINDINGS) : -1;
    sandbox_grant(sandbox, ret, SANDBOX_CLEAR);
    sandbox_grant(sandbox, found, SANDBOX_MEND);
    folder_close(found);
    return ret;
}

void findings_close(int root) {
    if (root >= 0) folder_remove_empty(root, FINDINGS);
    folder_close(root);
}
