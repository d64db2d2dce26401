#include "check/requests.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check/address_reach.h"
#include "check/curl_library.h"
#include "format/url.h"

enum {
    LOOK_MS = 100,           // how often to see whether the run is to be stopped
    STATUS_RANGE = 416,      // there is something, but not the byte that was asked for
};
static const double MS = 1e3;
#define SCHEMES "http,https"

// A request on its way, through all its redirects.
typedef struct Asking Asking;
typedef struct Job Job;
struct Job {
    Job *next;               // in the queue of its host
    Request *request;
    const Asking *asking;
    struct Host *host;
    CURLU *url;              // that is asked now
    CURL *easy;              // NULL while it waits
    size_t hop_count;
    size_t header_size;      // of this answer
    bool is_get;             // HEAD was refused
    bool has_body;           // of which nothing is read
    bool has_left;           // a redirect was not for good: from there on nothing has moved
    AddressReach refused;    // of the last address that it may not be asked at
};

typedef struct Host {
    Job *first;              // of those that wait
    Job *last;
    size_t running;
    double next_s;           // when it may be asked again
    size_t failure_count;    // in a row
    const char *closed;      // why it is asked no more, or NULL
} Host;

struct Asking {
    CurlLibrary curl;
    CURLM *multi;
    const RequestOptions *options;
    Arena *arena;            // of what is returned
    Arena scratch;
    Table by_name;           // → index into hosts
    List hosts;              // of Host *
    Job *jobs;
    size_t running;
    size_t left;             // that have no answer yet
};

static void end_transfer(Asking *asking, Job *job) {
    if (!job->easy) return;
    asking->curl.multi_remove_handle(asking->multi, job->easy);
    asking->curl.easy_cleanup(job->easy);
    job->easy = NULL;
    asking->running--;
    job->host->running--;
}

static void end_job(Asking *asking, Job *job, AnswerKind kind, const char *trouble) {
    Request *request = job->request;
    request->kind = kind;
    request->trouble = trouble;
    if (kind != ANSWER_GOOD) request->moved_to = (Str){0};
    if (job->url) asking->curl.url_cleanup(job->url);
    job->url = NULL;
    asking->left--;
    progress_count(asking->options->progress, 0);
}

static void give_up(Asking *asking, Job *job, const char *trouble) {
    end_job(asking, job, ANSWER_UNKNOWN, trouble);
}

static Job *take_first(Host *host) {
    Job *job = host->first;
    host->first = job->next;
    if (!host->first) host->last = NULL;
    job->next = NULL;
    return job;
}

static void put_first(Host *host, Job *job) {
    job->next = host->first;
    host->first = job;
    if (!host->last) host->last = job;
}

static void put_last(Host *host, Job *job) {
    if (host->last) host->last->next = job;
    else host->first = job;
    host->last = job;
}

static void close_host(Asking *asking, Host *host, const char *why) {
    host->closed = why;
    while (host->first) give_up(asking, take_first(host), why);
}

// Whatever its port: it may be one machine.
static Host *find_host(Asking *asking, const char *name) {
    Str key = arena_copy(&asking->scratch, str_from(name));
    char *letters = (char *)(uintptr_t)key.ptr;
    for (size_t i = 0; i < key.len; i++) letters[i] = ascii_lower(letters[i]);
    size_t index = table_add(&asking->by_name, key, asking->hosts.count);
    if (index != TABLE_NONE) return ((Host **)asking->hosts.items)[index];
    Host *host = ARENA_NEW(&asking->scratch, Host, 1);
    *(Host **)list_add(&asking->hosts, sizeof host) = host;
    return host;
}

static const char *url_trouble(CURLUcode code) {
    return code == CURLUE_USER_NOT_ALLOWED     ? "the address names a user"
           : code == CURLUE_UNSUPPORTED_SCHEME ? "it leads to what is neither http nor https"
                                               : "the address cannot be read";
}

// A part of the URL that is to be asked, to be freed by libcurl; NULL where it has none.
static char *url_part(const Job *job, CURLUPart part) {
    char *ret = NULL;
    return job->asking->curl.url_get(job->url, part, &ret, 0) == CURLUE_OK ? ret : NULL;
}

static bool is_web(const char *scheme) {
    Str text = str_from(scheme);
    return str_equal_ascii_case(text, STR("http")) || str_equal_ascii_case(text, STR("https"));
}

// Parses the address that a job is to ask next, and returns its host; NULL, with *trouble, where it
// may not be asked.
static Host *set_url(Asking *asking, Job *job, Str address, const char **trouble) {
    const CurlLibrary *curl = &asking->curl;
    *trouble = "the address is too long";
    if (address.len > REQUEST_URL_MAX_SIZE) return NULL;
    if (!job->url) job->url = curl->url();
    if (!job->url) memory_exhausted();
    CURLUcode code = curl->url_set(job->url, CURLUPART_URL, address.ptr,
                                   CURLU_DISALLOW_USER | CURLU_URLENCODE);
    char *scheme = url_part(job, CURLUPART_SCHEME);
    char *name = url_part(job, CURLUPART_HOST);
    if (code == CURLUE_OK && !is_web(scheme)) code = CURLUE_UNSUPPORTED_SCHEME;
    *trouble = url_trouble(code);
    Host *host = code == CURLUE_OK && name ? find_host(asking, name) : NULL;
    curl->free(scheme);
    curl->free(name);
    if (!host || !host->closed) return host;
    *trouble = host->closed;
    return NULL;
}

// `address` ends with a NUL.
static void queue_job(Asking *asking, Job *job, Str address) {
    const char *trouble;
    job->host = set_url(asking, job, address, &trouble);
    if (job->host) put_last(job->host, job);
    else give_up(asking, job, trouble);
}

// Asks again at once, with the request that each server answers.
static void ask_with_get(Asking *asking, Job *job) {
    job->is_get = true;
    if (job->host->closed) give_up(asking, job, job->host->closed);
    else put_first(job->host, job);
}

// The body, of which nobody reads a byte.
static size_t stop_at_body(char *bytes, size_t size, size_t count, void *userdata) {
    Job *job = userdata;
    (void)bytes;
    (void)size;
    (void)count;
    job->has_body = true;
    return 0;
}

static size_t count_header(char *bytes, size_t size, size_t count, void *userdata) {
    Job *job = userdata;
    (void)bytes;
    job->header_size += size * count;
    return job->header_size > REQUEST_HEADERS_MAX_SIZE ? 0 : size * count;
}

// Here the address is known that the connection is made to, and nothing was sent yet.
static curl_socket_t open_socket(void *userdata, curlsocktype purpose,
                                 struct curl_sockaddr *address) {
    Job *job = userdata;
    AddressReach reach = address_reach(&address->addr);
    bool is_allowed = reach == REACH_PUBLIC ||
                      (reach == REACH_PRIVATE && job->asking->options->with_private);
    if (!is_allowed || purpose != CURLSOCKTYPE_IPCXN) {
        job->refused = reach;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// False where the library cannot be told what it must not do.
static bool set_options(const Asking *asking, Job *job) {
    const CurlLibrary *curl = &asking->curl;
    bool is_set = true;
#define SET(option, value) \
    is_set = is_set && curl->easy_setopt(job->easy, CURLOPT_##option, value) == CURLE_OK
    SET(CURLU, job->url);
    SET(PRIVATE, job);
    SET(USERAGENT, asking->options->user_agent);
    SET(PROTOCOLS_STR, SCHEMES);
    SET(REDIR_PROTOCOLS_STR, SCHEMES);
    SET(FOLLOWLOCATION, 0L);   // each hop is judged, and waits for its host
    SET(NOBODY, job->is_get ? 0L : 1L);
    if (job->is_get) SET(HTTPGET, 1L);
    if (job->is_get) SET(RANGE, "0-0");
    SET(WRITEFUNCTION, stop_at_body);
    SET(WRITEDATA, job);
    SET(HEADERFUNCTION, count_header);
    SET(HEADERDATA, job);
    SET(OPENSOCKETFUNCTION, open_socket);
    SET(OPENSOCKETDATA, job);
    SET(PROXY, "");            // nobody here would see the address that it connects to
    SET(CONNECTTIMEOUT_MS, (long)REQUEST_CONNECT_MAX_MS);
    SET(TIMEOUT_MS, (long)REQUEST_MAX_MS);
    SET(NOSIGNAL, 1L);
    SET(QUICK_EXIT, 1L);
#undef SET
    return is_set;
}

static void start(Asking *asking, Job *job) {
    Host *host = job->host;
    job->easy = asking->curl.easy_init();
    if (!job->easy) memory_exhausted();
    asking->running++;
    host->running++;
    host->next_s = clock_wall_s() + REQUEST_PAUSE_MS / MS;
    job->header_size = 0;
    job->has_body = false;
    job->refused = REACH_PUBLIC;
    bool is_begun = set_options(asking, job) &&
                    asking->curl.multi_add_handle(asking->multi, job->easy) == CURLM_OK;
    if (is_begun) return;
    end_transfer(asking, job);
    give_up(asking, job, "this version of libcurl cannot ask it safely");
}

// Starts what may start, and returns how long to wait for the next one at most.
static int start_some(Asking *asking) {
    double now_s = clock_wall_s();
    double wait_ms = LOOK_MS;
    Host *const *hosts = asking->hosts.items;
    for (size_t i = 0; i < asking->hosts.count; i++) {
        Host *host = hosts[i];
        if (!host->first || host->running >= REQUESTS_PER_HOST_MAX) continue;
        if (asking->running >= REQUESTS_AT_ONCE_MAX) break;
        double in_ms = (host->next_s - now_s) * MS;
        if (in_ms <= 0) start(asking, take_first(host));
        else if (in_ms < wait_ms) wait_ms = in_ms;
    }
    return (int)wait_ms + 1;
}

typedef struct Trouble {
    CURLcode code;
    const char *text;
    bool is_of_host;         // whoever else is asked there is likely to meet it
    bool is_of_head;         // a server that does not know HEAD may do so
} Trouble;

static const Trouble troubles[] = {
    {CURLE_COULDNT_RESOLVE_HOST, "its host is not known", true, false},
    {CURLE_COULDNT_CONNECT, "its host cannot be reached", true, false},
    {CURLE_OPERATION_TIMEDOUT, "its host takes too long to answer", true, false},
    {CURLE_PEER_FAILED_VERIFICATION, "its certificate is not valid", false, false},
    {CURLE_SSL_CONNECT_ERROR, "no secure connection comes about", false, false},
    {CURLE_GOT_NOTHING, "the connection breaks off", false, true},
    {CURLE_RECV_ERROR, "the connection breaks off", false, true},
    {CURLE_SEND_ERROR, "the connection breaks off", false, true},
    {CURLE_PARTIAL_FILE, "the connection breaks off", false, true},
    {CURLE_HTTP2, "the connection breaks off", false, true},
    {CURLE_HTTP2_STREAM, "the connection breaks off", false, true},
    {CURLE_WEIRD_SERVER_REPLY, "the answer cannot be read", false, true},
    {CURLE_UNSUPPORTED_PROTOCOL, "the answer cannot be read", false, true},
    {CURLE_OK, "the request fails", false, false},
};

static void note_failure(Asking *asking, Host *host) {
    if (++host->failure_count < HOST_FAILURES_MAX) return;
    close_host(asking, host, "its host does not answer other requests");
}

static void take_failure(Asking *asking, Job *job, CURLcode code) {
    const Trouble *trouble = troubles;
    while (trouble->code != code && trouble->code != CURLE_OK) trouble++;
    if (job->refused == REACH_PRIVATE) {
        job->request->is_private = true;
        give_up(asking, job, "its host has a private address");
    } else if (job->refused == REACH_NONE) {
        give_up(asking, job, "its host has an address that no page can be at");
    } else if (trouble->is_of_head && !job->is_get) {
        ask_with_get(asking, job);
    } else {
        give_up(asking, job, trouble->text);
        if (trouble->is_of_host) note_failure(asking, job->host);
    }
}

// `to` is where the redirect leads, as a whole URL.
static void follow(Asking *asking, Job *job, long status, Str to) {
    bool is_for_good = status == 301 || status == 308;
    job->has_left |= !is_for_good;
    if (!job->has_left) {
        job->request->moved_to = url_from_link(asking->arena, arena_copy(asking->arena, to));
    }
    job->is_get = false;
    if (++job->hop_count > REQUEST_HOPS_MAX) give_up(asking, job, "it leads on and on");
    else queue_job(asking, job, to);
}

static void take_status(Asking *asking, Job *job, long status, bool has_date) {
    bool is_busy = status == 429 || (status == 503 && has_date);
    bool is_good = (status >= 200 && status < 300) || (job->is_get && status == STATUS_RANGE);
    job->request->status = is_good ? 0 : status;
    if (is_good) {
        end_job(asking, job, ANSWER_GOOD, NULL);
    } else if (is_busy) {
        give_up(asking, job, NULL);
        close_host(asking, job->host, "its host asks for fewer requests");
    } else if (status == 410) {
        end_job(asking, job, ANSWER_DEAD, NULL);
    } else if (!job->is_get) {
        // Many servers answer otherwise to HEAD than to what browsers ask.
        ask_with_get(asking, job);
    } else {
        end_job(asking, job, status == 404 ? ANSWER_DEAD : ANSWER_UNKNOWN, NULL);
    }
}

// A transfer has ended.
static void take_answer(Asking *asking, Job *job, CURLcode code) {
    const CurlLibrary *curl = &asking->curl;
    long status = 0;
    char *to = NULL;
    curl_off_t retry_after_s = 0;
    bool is_read = curl->easy_getinfo(job->easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK &&
                   curl->easy_getinfo(job->easy, CURLINFO_REDIRECT_URL, &to) == CURLE_OK &&
                   curl->easy_getinfo(job->easy, CURLINFO_RETRY_AFTER, &retry_after_s) == CURLE_OK;
    bool is_answered = is_read && status && (code == CURLE_OK || job->has_body);
    Str next = arena_copy(&asking->scratch, str_from(to));
    end_transfer(asking, job);
    if (!is_answered) {
        take_failure(asking, job, code);
        return;
    }
    job->host->failure_count = 0;
    if (status >= 300 && status < 400 && next.len) follow(asking, job, status, next);
    else take_status(asking, job, status, retry_after_s > 0);
}

static void take_answers(Asking *asking) {
    const CurlLibrary *curl = &asking->curl;
    int more;
    CURLMsg *message;
    while ((message = curl->multi_info_read(asking->multi, &more))) {
        CURLcode code = message->data.result;
        Job *job = NULL;
        curl->easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &job);
        take_answer(asking, job, code);
    }
}

static void ask_all(Asking *asking) {
    const CurlLibrary *curl = &asking->curl;
    while (asking->left && !progress_is_asked(asking->options->progress)) {
        int wait_ms = start_some(asking);
        int running;
        bool is_working = curl->multi_perform(asking->multi, &running) == CURLM_OK;
        take_answers(asking);
        if (!asking->left) break;
        if (!is_working || curl->multi_poll(asking->multi, NULL, 0, wait_ms, NULL)) return;
    }
}

// What has no answer by now gets none.
static void end_all(Asking *asking, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Job *job = &asking->jobs[i];
        end_transfer(asking, job);
        if (!job->url) continue;
        asking->curl.url_cleanup(job->url);
        job->request->kind = ANSWER_NONE;
        job->request->moved_to = (Str){0};
    }
    asking->curl.multi_cleanup(asking->multi);
    table_free(&asking->by_name);
    free(asking->hosts.items);
    arena_free(&asking->scratch);
}

bool requests_ask(Request *const *requests, size_t count, const RequestOptions *options,
                  Arena *arena) {
    Asking asking = {.options = options, .arena = arena, .left = count};
    if (!curl_library_load(&asking.curl)) return false;
    asking.multi = asking.curl.multi_init();
    if (!asking.multi) memory_exhausted();
    asking.jobs = ARENA_NEW(&asking.scratch, Job, count + 1);
    for (size_t i = 0; i < count; i++) {
        asking.jobs[i] = (Job){.request = requests[i], .asking = &asking};
        queue_job(&asking, &asking.jobs[i], arena_copy(&asking.scratch, requests[i]->url));
    }
    ask_all(&asking);
    end_all(&asking, count);
    return true;
}
