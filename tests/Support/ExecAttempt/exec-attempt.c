/* Loaded into the running agent by LD_PRELOAD. Once /run/linux_patch_api/attempt is there it does, from a thread of the agent's own process,
 * what an intruder would: execute a program in each way that the kernel has, and read whether the memory may be dumped. It writes
 * "execve ERRNO execveat ERRNO dumpable NUMBER" to /run/linux_patch_api/attempted. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char ORDER[] = "/run/linux_patch_api/attempt";
static const char REPORT[] = "/run/linux_patch_api/attempted";

static void *attempt(void *unused)
{
    char *const arguments[] = {"/bin/true", NULL};
    char *const environment[] = {NULL};
    FILE *report;
    int plain, at;

    (void)unused;
    while (access(ORDER, F_OK) != 0)
        usleep(20000);
    /* A call that succeeds ends the agent, and there is no report. */
    syscall(SYS_execve, "/bin/true", arguments, environment);
    plain = errno;
    syscall(SYS_execveat, AT_FDCWD, "/bin/true", arguments, environment, 0);
    at = errno;
    report = fopen("/run/linux_patch_api/attempted.new", "w");
    if (report == NULL)
        return NULL;
    fprintf(report, "execve %d execveat %d dumpable %d\n", plain, at, prctl(PR_GET_DUMPABLE));
    fclose(report);
    rename("/run/linux_patch_api/attempted.new", REPORT);
    return NULL;
}

__attribute__((constructor)) static void begin(void)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, attempt, NULL) == 0)
        pthread_detach(thread);
}
