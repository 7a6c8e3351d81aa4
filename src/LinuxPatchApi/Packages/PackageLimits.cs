namespace LinuxPatchApi.Packages;

/// <summary>Every number of the package room, with its origin.</summary>
internal static class PackageLimits
{
    /// <summary>Deadline of a question to PackageKit outside of jobs. Origin: the Manager gives a call 30 s in all (contract section 10).</summary>
    public static readonly TimeSpan QueryDeadline = TimeSpan.FromSeconds(20);

    /// <summary>Deadline of a question inside a job. Origin: PackageKit's apt waits 60 s for the lock; a full distribution adds seconds.</summary>
    public static readonly TimeSpan JobQueryDeadline = TimeSpan.FromSeconds(120);

    /// <summary>Deadline of an index refresh. Origin: apt's own time-out for one source is 120 s; several may be slow.</summary>
    public static readonly TimeSpan RefreshDeadline = TimeSpan.FromMinutes(5);

    /// <summary>How long a request that asks for fresh knowledge waits for it. Origin: as <see cref="QueryDeadline"/>, less than the 30 s that the
    /// Manager gives a call.</summary>
    public static readonly TimeSpan RefreshWait = TimeSpan.FromSeconds(20);

    /// <summary>A refresh that ended within this time is as fresh as anybody gets. Origin: one after the other, from however many clients, must
    /// not become a load on the mirrors.</summary>
    public static readonly TimeSpan RefreshPause = TimeSpan.FromSeconds(10);

    /// <summary>Seconds of the greatest age that a client may name. Origin: a year; older knowledge is none.</summary>
    public const int MaxAgeSeconds = 366 * 24 * 3600;

    /// <summary>Most time between the beginning of somebody's look at the repositories and the news of its success. Origin: as
    /// <see cref="RefreshDeadline"/>, what a refresh may take.</summary>
    public static readonly TimeSpan SignalSettle = TimeSpan.FromMinutes(5);

    /// <summary>Before a refresh that failed is begun again because somebody looks at the lists. Origin: the package manager or the network is
    /// usually back within minutes; a mirror then sees one attempt a minute at most.</summary>
    public static readonly TimeSpan RefreshRetry = TimeSpan.FromMinutes(1);

    /// <summary>Simulations spent on finding out which packages cannot go in. Origin: at 1.2 s each, a minute and a half.</summary>
    public const int PartialSimulations = 64;

    /// <summary>Update details asked for in one transaction. Origin: apt fetches one changelog a package from the network.</summary>
    public const int DetailBatch = 8;

    /// <summary>Update details kept on disk. Origin: four times the largest backlog seen, a host one year behind (500).</summary>
    public const int DetailsKept = 2000;

    /// <summary>Characters kept of one update's text. Origin: changelogs between two stable versions stay below.</summary>
    public const int DetailTextLength = 4096;

    /// <summary>Quiet time after a change signal before lists are read again. Origin: PackageKit emits several in a burst.</summary>
    public static readonly TimeSpan ChangeSettle = TimeSpan.FromMilliseconds(500);

    /// <summary>Between two looks for new holds while a transaction waits to begin. Origin: a stat of two files each; a person who sets a hold looks up
    /// after about as long.</summary>
    public static readonly TimeSpan HoldLook = TimeSpan.FromSeconds(1);

    /// <summary>Time before a failed background reading is tried again. Origin: PackageKit's activation takes up to 25 s to fail.</summary>
    public static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(60);

    /// <summary>How long a first request waits for the first reading after start. Origin: the Manager's 30 s less a margin.</summary>
    public static readonly TimeSpan FirstReadingWait = TimeSpan.FromSeconds(20);

    /// <summary>Plans remembered to tell the difference when one changed. Origin: a manager plans a host once before applying.</summary>
    public const int PlansRemembered = 32;

    /// <summary>Changes of all remembered plans together. Origin: eight plans of the largest backlog seen with as many new dependencies; at some
    /// 300 bytes a change 2.5 MB, however large the plans are that clients ask for.</summary>
    public const int PlannedChangesRemembered = 8192;

    /// <summary>How long the end of what a dead PackageKit has started is waited for. Origin: apt's own lock wait, after which the next
    /// transaction waits for the lock by itself.</summary>
    public static readonly TimeSpan FreeDeadline = TimeSpan.FromSeconds(60);

    /// <summary>Pause between two looks at the lock meanwhile. Origin: dpkg dies with its terminal, within milliseconds.</summary>
    public static readonly TimeSpan FreePollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Pause between two looks at a lock that somebody else holds, and between two attempts of a job. Origin: apt itself tries once a
    /// second.</summary>
    public static readonly TimeSpan LockLook = TimeSpan.FromSeconds(1);

    /// <summary>Plans of one job before it gives up because the host changes under it each time. Origin: a change between plan and transaction
    /// is seldom; three in a row are somebody at work.</summary>
    public const int Plans = 4;

    /// <summary>How long a job of the agent's former life waits for the bus and the package manager before it is closed without a verdict.
    /// Origin: systemd gives a service 90 s to start, and D-Bus another 25 s to activate it.</summary>
    public static readonly TimeSpan RecoveryDeadline = TimeSpan.FromMinutes(2);

    /// <summary>Pause between two looks meanwhile. Origin: a call that hangs costs more than that by itself.</summary>
    public static readonly TimeSpan RecoveryLook = TimeSpan.FromSeconds(2);

    /// <summary>Configuration files told of one job. Origin: a release upgrade of a tended host keeps some twenty.</summary>
    public const int KeptFilesTold = 100;

    /// <summary>Packages in one install request. Origin: contract section 5.</summary>
    public const int InstallPackages = 500;

    /// <summary>How long packagekitd may take to leave after a repair. Origin: it keeps a finished transaction for 5 s; twice that.</summary>
    public static readonly TimeSpan LeaveDeadline = TimeSpan.FromSeconds(10);

    /// <summary>Readings of dpkg's database before it is given up that they are of one moment. Origin: dpkg puts its journal away once in 250
    /// changes and at its end; apt calls it a few times in a row.</summary>
    public const int DatabaseReadings = 5;
}
