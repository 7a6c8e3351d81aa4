namespace LinuxPatchApi.Packages;

/// <summary>The limits of everything that concerns packages, each with its origin.</summary>
internal static class PackageLimits
{
    /// <summary>
    /// Deadline of a PackageKit query outside of jobs. Origin: the Manager gives a call 30 s in all (contract section 10).
    /// </summary>
    public static readonly TimeSpan QueryDeadline = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Deadline of a query inside a job. Origin: PackageKit's apt waits 60 s for the lock; a complete distribution adds seconds.
    /// </summary>
    public static readonly TimeSpan JobQueryDeadline = TimeSpan.FromSeconds(120);

    /// <summary>Deadline of an index refresh. Origin: apt's own time-out for one source is 120 s; several may be slow.</summary>
    public static readonly TimeSpan RefreshDeadline = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a request for fresh data waits for the refresh. Origin: as <see cref="QueryDeadline"/>, less than the 30 s that the Manager
    /// gives a call.
    /// </summary>
    public static readonly TimeSpan RefreshWait = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Characters kept on disk of the package manager's messages about a refresh. Origin: some 200 a repository, for more of them than
    /// doctor shows.
    /// </summary>
    public const int RefreshWords = 16 * 1024;

    /// <summary>
    /// Bytes read of the record of the last refresh. Origin: <see cref="RefreshWords"/>, each escaped to at most six bytes.
    /// </summary>
    public const int RefreshRecordBytes = (6 * RefreshWords) + 1024;

    /// <summary>
    /// Indexes refreshed within this time count as fresh for every client. Origin: refreshes one after the other, from however many
    /// clients, must not become a load on the mirrors.
    /// </summary>
    public static readonly TimeSpan RefreshPause = TimeSpan.FromSeconds(10);

    /// <summary>Largest <c>max_age</c> of a request, in seconds. Origin: a year; nothing older is of any use.</summary>
    public const int MaxAgeSeconds = 366 * 24 * 3600;

    /// <summary>
    /// Longest time between the start of a refresh by any program and the signal of its success. Origin: as
    /// <see cref="RefreshDeadline"/>, what a refresh may take.
    /// </summary>
    public static readonly TimeSpan SignalSettle = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Pause before a request for a list restarts a failed refresh. Origin: the package manager or the network is usually back within
    /// minutes; a mirror then sees at most one attempt a minute.
    /// </summary>
    public static readonly TimeSpan RefreshRetry = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Pause before a refresh that a lock prevented is repeated for the first time; each further one is twice as long, up to
    /// <see cref="RefreshRetry"/>. Origin: most package managers hold it for seconds.
    /// </summary>
    public static readonly TimeSpan LockedRefreshPause = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often a refresh that a lock prevented is repeated. Origin: with the pauses a good quarter of an hour, longer than an upgrade of
    /// a whole host; a lock that was left behind must not keep the package service in memory for ever.
    /// </summary>
    public const int LockedRefreshes = 20;

    /// <summary>Simulations spent on finding the packages that cannot go in. Origin: at 1.2 s each, a minute and a half.</summary>
    public const int PartialSimulations = 64;

    /// <summary>
    /// Names resolved in one transaction. Origin: PackageKit 1.2.6 with dnf answers 12 000 rows in half a second and few in a third of
    /// one; with ten versions of each these are 10 000.
    /// </summary>
    public const int ResolveBatch = 1000;

    /// <summary>
    /// Versions whose advisories are asked for in one transaction, where these are in its indexes. Origin: PackageKit 1.2.6 with dnf
    /// answers so many out of 10 000 in a second.
    /// </summary>
    public const int AdvisoryBatch = 500;

    /// <summary>
    /// Updates outside the package manager's list of which it is asked why. Origin: at 1.2 s each, 20 s in the background, in which it
    /// answers nothing else.
    /// </summary>
    public const int ExplainedUpdates = 16;

    /// <summary>Update details fetched in one transaction. Origin: apt downloads one changelog per package.</summary>
    public const int DetailBatch = 8;

    /// <summary>Update details kept on disk. Origin: four times the largest backlog seen, a host one year behind (500).</summary>
    public const int DetailsKept = 2000;

    /// <summary>Characters kept of one update's text. Origin: changelogs between two stable versions are shorter.</summary>
    public const int DetailTextLength = 4096;

    /// <summary>Quiet time after a change signal before lists are read again. Origin: PackageKit emits several in a burst.</summary>
    public static readonly TimeSpan ChangeSettle = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Pause between two checks for new holds while a transaction waits to begin. Origin: a check is a stat of two files; whoever sets a
    /// hold expects it to act after about as long.
    /// </summary>
    public static readonly TimeSpan HoldPollInterval = TimeSpan.FromSeconds(1);

    /// <summary>Pause before a failed background read is repeated. Origin: PackageKit's activation takes up to 25 s to fail.</summary>
    public static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(60);

    /// <summary>How long a first request waits for the first read after start. Origin: the Manager's 30 s less a margin.</summary>
    public static readonly TimeSpan FirstReadingWait = TimeSpan.FromSeconds(20);

    /// <summary>Plans remembered to show the difference when one changed. Origin: a manager plans a host once before applying.</summary>
    public const int PlansRemembered = 32;

    /// <summary>
    /// Changes of all remembered plans together. Origin: eight plans of the largest backlog seen with as many new dependencies; at some
    /// 300 bytes a change 2.5 MB, however large the requested plans are.
    /// </summary>
    public const int PlannedChangesRemembered = 8192;

    /// <summary>
    /// How long the agent waits for the end of what a dead PackageKit started. Origin: apt's own lock wait, after which the next
    /// transaction waits for the lock by itself.
    /// </summary>
    public static readonly TimeSpan FreeDeadline = TimeSpan.FromSeconds(60);

    /// <summary>Pause between two checks of the lock meanwhile. Origin: dpkg dies with its terminal, within milliseconds.</summary>
    public static readonly TimeSpan FreePollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Pause between two checks of a lock that another program holds, and between two attempts of a job. Origin: apt itself tries once a
    /// second.
    /// </summary>
    public static readonly TimeSpan LockPollInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Plans of one job before it gives up because the host changes under it each time. Origin: a change between plan and transaction is
    /// rare; three in a row mean that somebody is at work.
    /// </summary>
    public const int Plans = 4;

    /// <summary>
    /// How long a job of the agent's previous process waits for the bus and the package manager before it is closed without a verdict.
    /// Origin: systemd gives a service 90 s to start, and D-Bus another 25 s to activate it.
    /// </summary>
    public static readonly TimeSpan RecoveryDeadline = TimeSpan.FromMinutes(2);

    /// <summary>Pause between two attempts meanwhile. Origin: a call that hangs costs more than that by itself.</summary>
    public static readonly TimeSpan RecoveryPollInterval = TimeSpan.FromSeconds(2);

    /// <summary>Configuration files reported for one job. Origin: a release upgrade of a maintained host keeps some twenty.</summary>
    public const int KeptFilesReported = 100;

    /// <summary>Packages in one install request. Origin: contract section 5.</summary>
    public const int InstallPackages = 500;

    /// <summary>
    /// Time between two restarts of packagekitd by the agent. Origin: systemd starts a unit five times in ten seconds at most
    /// (DefaultStartLimitBurst); this leaves two for others.
    /// </summary>
    public static readonly TimeSpan RenewPause = TimeSpan.FromSeconds(4);

    /// <summary>
    /// How long packagekitd may take to exit after a repair. Origin: it keeps a finished transaction for 5 s; twice that.
    /// </summary>
    public static readonly TimeSpan LeaveDeadline = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Attempts to read dpkg's database in one consistent state. Origin: dpkg merges its journal once in 250 changes and at its end; apt
    /// calls it a few times in a row.
    /// </summary>
    public const int DatabaseReadings = 5;

    /// <summary>
    /// Repositories that metrics name; the updates of further ones are counted together. Origin: a host has a handful; each is a series for
    /// every class of update.
    /// </summary>
    public const int MetricOrigins = 20;
}
