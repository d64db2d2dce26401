// For what stands between a program and the C library: the function that a call was meant for, and what a call says
// behind its named arguments.
#ifndef METIER_TESTS_FAULT_REAL_H
#define METIER_TESTS_FAULT_REAL_H

#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>

// The next definition of a function, as that function's type.
// Found once: a handler of signals may call it while the same thread is looking it up, which locks.
#define REAL(name)                                                       \
    ({                                                                   \
        static __typeof__(&name) real;                                   \
        if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name);    \
        real;                                                            \
    })

// Defines the words of a call of syscall.
#define WORDS(ret, number)                                               \
    long ret[6];                                                         \
    va_list ret##_list;                                                  \
    va_start(ret##_list, number);                                        \
    for (int i = 0; i < 6; i++) ret[i] = va_arg(ret##_list, long);       \
    va_end(ret##_list)

// Defines the mode of a call of open or openat; 0 where its flags ask for none.
#define MODE(ret, flags)                                                 \
    va_list ret##_list;                                                  \
    va_start(ret##_list, flags);                                         \
    bool ret##_is_given = flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY)); \
    mode_t ret = ret##_is_given ? va_arg(ret##_list, mode_t) : 0;        \
    va_end(ret##_list)

#endif
