// Kills the process that it is loaded into (LD_PRELOAD) at a chosen write of the job journal, and moves its wall clock. See README.md.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const char journal_name[] = "/journal.log";
static const char order_file[] = "/var/lib/linux_patch_api/kill-point";
static const char clock_file[] = "/var/lib/linux_patch_api/clock-offset";
static const char report_file[] = "/var/lib/linux_patch_api/killed";

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char when[16];        // torn, written or synced; empty: no order
static int record;           // the record to kill at, from 1
static long delay_us;        // for "synced": how long after it
static int seen;             // records since the order came
static long clock_offset;    // seconds

static int is_journal(int fd) {
    char link[32], path[512];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    ssize_t suffix = sizeof journal_name - 1;
    return length > suffix && memcmp(path + length - suffix, journal_name, suffix) == 0;
}

// An order is taken once, so that the next start of the agent lives.
static void take_order(void) {
    FILE *file = fopen(order_file, "re");
    if (file == NULL) return;
    if (fscanf(file, "%15s %d %ld", when, &record, &delay_us) != 3) when[0] = 0;
    fclose(file);
    unlink(order_file);
    seen = 0;
}

static void die(void) {
    int fd = open(report_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd >= 0) {
        dprintf(fd, "%s %d %ld\n", when, record, delay_us);
        close(fd);
    }
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static void *die_later(void *unused) {
    (void)unused;
    struct timespec pause_for = {delay_us / 1000000, delay_us % 1000000 * 1000};
    nanosleep(&pause_for, NULL);
    die();
    return NULL;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (real == NULL) real = (ssize_t(*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    if (!is_journal(fd)) return real(fd, bytes, length, offset);
    pthread_mutex_lock(&lock);
    take_order();
    int now = when[0] != 0 && ++seen == record;
    if (now && strcmp(when, "torn") == 0) {
        real(fd, bytes, length / 2, offset);
        die();
    }
    ssize_t written = real(fd, bytes, length, offset);
    if (now && strcmp(when, "written") == 0) die();
    pthread_mutex_unlock(&lock);
    return written;
}

int fsync(int fd) {
    static int (*real)(int);
    if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    int result = real(fd);
    if (!is_journal(fd)) return result;
    pthread_mutex_lock(&lock);
    if (when[0] != 0 && seen == record && strcmp(when, "synced") == 0) {
        if (delay_us == 0) die();
        pthread_t thread;
        pthread_create(&thread, NULL, die_later, NULL);
        seen++;
    }
    pthread_mutex_unlock(&lock);
    return result;
}

// A container cannot set the clock, which is the machine's: this process alone sees another one, from its start on.
__attribute__((constructor)) static void take_clock(void) {
    FILE *file = fopen(clock_file, "re");
    if (file == NULL) return;
    if (fscanf(file, "%ld", &clock_offset) != 1) clock_offset = 0;
    fclose(file);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (real == NULL) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, now);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += clock_offset;
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    static int (*real)(struct timeval *, void *);
    if (real == NULL) real = (int (*)(struct timeval *, void *))dlsym(RTLD_NEXT, "gettimeofday");
    int result = real(now, zone);
    if (result == 0) now->tv_sec += clock_offset;
    return result;
}

time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out != NULL) *out = now.tv_sec;
    return now.tv_sec;
}
