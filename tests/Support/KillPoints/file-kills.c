// Kills the process that it is loaded into (LD_PRELOAD) before, in or after a chosen effect on a chosen file. See README.md.
#define _GNU_SOURCE
#include <ctype.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { hex_digits = 12, suffix_length = 1 + hex_digits }; // of AtomicFile and AtomicDirectory: ".0123456789ab"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char when[16], call[16], name[64], stage[32]; // the order; when is empty without one
static char order_file[512], report_file[512];

// An order is taken when the process starts and once, so that the next start lives.
__attribute__((constructor)) static void take_order(void) {
    const char *folder = getenv("FILE_KILLS");
    if (folder == NULL) return;
    snprintf(order_file, sizeof order_file, "%s/kill-file", folder);
    snprintf(report_file, sizeof report_file, "%s/killed", folder);
    FILE *file = fopen(order_file, "re");
    if (file == NULL) return;
    if (fscanf(file, "%15s %15s %63s %31s", when, call, name, stage) < 3) when[0] = 0;
    fclose(file);
    unlink(order_file);
}

static void die(void) {
    int fd = open(report_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd >= 0) {
        dprintf(fd, "%s %s %s %s\n", when, call, name, stage);
        close(fd);
    }
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static int has_hex(const char *at) {
    if (*at != '.') return 0;
    for (int i = 1; i <= hex_digits; i++) {
        if (!isxdigit((unsigned char)at[i])) return 0;
    }
    return 1;
}

// The name that an order has for a path: without the random part and the dress of a temporary file.
static void plain_name(const char *path, char *out, size_t size) {
    const char *slash = strrchr(path, '/');
    snprintf(out, size, "%s", slash == NULL ? path : slash + 1);
    size_t length = strlen(out);
    if (out[0] == '.' && length > suffix_length + 5 && strcmp(out + length - 4, ".tmp") == 0
        && has_hex(out + length - 4 - suffix_length)) {
        out[length - 4 - suffix_length] = 0;
        memmove(out, out + 1, strlen(out));
    } else if (length > suffix_length && has_hex(out + length - suffix_length)) {
        out[length - hex_digits] = 0;
    }
}

static int says_stage(const char *bytes, size_t length) {
    char wanted[64];
    snprintf(wanted, sizeof wanted, "\"stage\":\"%s\"", stage);
    return stage[0] == 0 || memmem(bytes, length, wanted, strlen(wanted)) != NULL;
}

static int file_says_stage(const char *path) {
    char bytes[512];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return stage[0] == 0;
    ssize_t length = read(fd, bytes, sizeof bytes);
    close(fd);
    return says_stage(bytes, length < 0 ? 0 : (size_t)length);
}

static int is_ordered(const char *which, const char *path) {
    char plain[256];
    if (when[0] == 0 || strcmp(call, which) != 0) return 0;
    plain_name(path, plain, sizeof plain);
    return strcmp(plain, name) == 0;
}

static int is_ordered_descriptor(const char *which, int fd, char *path, size_t size) {
    char link[32];
    if (when[0] == 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, size - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return is_ordered(which, path);
}

static int is_when(const char *which) { return strcmp(when, which) == 0; }

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    char path[512];
    if (real == NULL) real = (ssize_t(*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    if (!is_ordered_descriptor("write", fd, path, sizeof path) || !says_stage(bytes, length)) return real(fd, bytes, length, offset);
    pthread_mutex_lock(&lock);
    if (is_when("before")) die();
    ssize_t written = real(fd, bytes, is_when("torn") ? length / 2 : length, offset);
    die();
    return written;
}

int fsync(int fd) {
    static int (*real)(int);
    char path[512];
    if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    if (!is_ordered_descriptor("fsync", fd, path, sizeof path) || !file_says_stage(path)) return real(fd);
    pthread_mutex_lock(&lock);
    if (is_when("before")) die();
    int result = real(fd);
    die();
    return result;
}

int rename(const char *from, const char *to) {
    static int (*real)(const char *, const char *);
    if (real == NULL) real = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
    if (!is_ordered("rename", to) || !file_says_stage(from)) return real(from, to);
    pthread_mutex_lock(&lock);
    if (is_when("before")) die();
    int result = real(from, to);
    die();
    return result;
}

int unlink(const char *path) {
    static int (*real)(const char *);
    if (real == NULL) real = (int (*)(const char *))dlsym(RTLD_NEXT, "unlink");
    if (!is_ordered("unlink", path)) return real(path);
    pthread_mutex_lock(&lock);
    if (is_when("before")) die();
    int result = real(path);
    die();
    return result;
}

int mkdir(const char *path, mode_t mode) {
    static int (*real)(const char *, mode_t);
    if (real == NULL) real = (int (*)(const char *, mode_t))dlsym(RTLD_NEXT, "mkdir");
    if (!is_ordered("mkdir", path)) return real(path, mode);
    pthread_mutex_lock(&lock);
    if (is_when("before")) die();
    int result = real(path, mode);
    die();
    return result;
}
