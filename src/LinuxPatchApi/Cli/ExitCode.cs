namespace LinuxPatchApi.Cli;

/// <summary>What the process ends with. The numbers from 64 on are those of sysexits.h, which service managers and scripts know.</summary>
internal enum ExitCode
{
    /// <summary>All is well.</summary>
    Ok = 0,

    /// <summary>It did not work, for a reason that has no number of its own.</summary>
    Failure = 1,

    /// <summary>The command line is wrong.</summary>
    Usage = 2,

    /// <summary>EX_DATAERR: a given certificate or CA is damaged, unknown or expired; or the chain of the audit log is broken.</summary>
    DataError = 65,

    /// <summary>EX_NOINPUT: what should be read is not there.</summary>
    NoInput = 66,

    /// <summary>EX_UNAVAILABLE: a service that is needed cannot be reached.</summary>
    Unavailable = 69,

    /// <summary>EX_SOFTWARE: a bug.</summary>
    InternalError = 70,

    /// <summary>EX_CANTCREAT: the file exists already and --force was not given.</summary>
    CannotCreate = 73,

    /// <summary>EX_IOERR: reading or writing failed.</summary>
    InputOutput = 74,

    /// <summary>EX_TEMPFAIL: another process is at work there; try again.</summary>
    TemporaryFailure = 75,

    /// <summary>EX_CONFIG: configuration, allow-list or certificates are wrong.</summary>
    Configuration = 78,
}
