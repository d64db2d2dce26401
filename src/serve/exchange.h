// A request and its answer.
#ifndef METIER_SERVE_EXCHANGE_H
#define METIER_SERVE_EXCHANGE_H

#include "serve/following.h"
#include "serve/guard.h"

typedef struct Exchange {
    const HttpLibrary *http;
    Following *following;
    Str host;                // that the server listens at, as URLs have it
    unsigned port;
    struct MHD_Connection *connection;
    int socket;
    bool has_body;           // the request
    RequestOrigin origin;    // exchange_answer finds it
    Buf local;               // and frees this
} Exchange;

// Whether a method reads, and no more (RFC 9110 section 9.2.1): GET and HEAD.
bool exchange_is_read_only(const char *method);
// Answers a request to a path as it is written. MHD_NO where the connection is to be closed.
enum MHD_Result exchange_answer(Exchange *exchange, const char *method, Str path);

#endif
