// Requests to hosts elsewhere: whether something answers at a URL. Nothing of an answer but its
// status is looked at, or kept.
//
// Who wrote a URL may be a stranger, and who runs this a machine that trusts its network: a URL,
// and whatever it leads on to, is of http or https, names no user, and is at a public address. Each
// connection is judged by the address that it is made to, whatever the name of the host resolves to
// at other times; proxies are not used, as nobody would see what they connect to.
//
// A host is asked by few requests at once, with a pause between them, and is left alone once it
// asks for that or has not answered several times.
#ifndef METIER_CHECK_REQUESTS_H
#define METIER_CHECK_REQUESTS_H

#include "base/memory.h"
#include "base/progress.h"

enum {
    REQUESTS_AT_ONCE_MAX = 16,
    REQUESTS_PER_HOST_MAX = 2,         // at once
    REQUEST_PAUSE_MS = 200,            // between the beginnings of two at one host
    REQUEST_CONNECT_MAX_MS = 10 * 1000,
    REQUEST_MAX_MS = 15 * 1000,        // from its beginning to the first byte of its body
    REQUEST_HOPS_MAX = 5,              // redirects that are followed
    REQUEST_URL_MAX_SIZE = 8192,
    REQUEST_HEADERS_MAX_SIZE = 256 * 1024,
    HOST_FAILURES_MAX = 3,             // in a row, until a host is left alone
};

typedef enum AnswerKind {
    ANSWER_NONE,             // it was not asked: the run was stopped
    ANSWER_GOOD,
    ANSWER_DEAD,             // a host answers, and has nothing there
    ANSWER_UNKNOWN,          // nobody can tell
} AnswerKind;

typedef struct Request {
    Str url;                 // plain (see url_is_plain), without a fragment
    AnswerKind kind;         // of the answer
    Str moved_to;            // of a good one: where it stands for good; empty: where it stood
    const char *trouble;     // of an unknown one: "its host is not known"
    long status;             // of HTTP; 0: there was none, or it says nothing
    bool is_private;         // it was not asked, as its host has a private address
} Request;

typedef struct RequestOptions {
    const char *user_agent;
    bool with_private;       // also asks this machine and private networks
    Progress *progress;      // told of each answer, and asked whether to go on; may be NULL
} RequestOptions;

// Asks all of them, and fills in what was answered; new texts live in the arena. False where there
// is no libcurl.
bool requests_ask(Request *const *requests, size_t count, const RequestOptions *options,
                  Arena *arena);

#endif
