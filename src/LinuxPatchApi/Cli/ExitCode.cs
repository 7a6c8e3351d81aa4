namespace LinuxPatchApi.Cli;

/// <summary>Exit codes of the process. From 64 on they are those of sysexits.h, which service managers and scripts know.</summary>
internal enum ExitCode
{
    /// <summary>Success.</summary>
    Ok = 0,

    /// <summary>A failure without a more specific code.</summary>
    Failure = 1,

    /// <summary>The command line is wrong.</summary>
    Usage = 2,

    /// <summary>EX_DATAERR: a certificate or CA is damaged, unknown or expired, or the chain of the audit log is broken.</summary>
    DataError = 65,

    /// <summary>EX_NOINPUT: an input file does not exist.</summary>
    NoInput = 66,

    /// <summary>EX_UNAVAILABLE: a required resource is not available, such as an address to listen on.</summary>
    Unavailable = 69,

    /// <summary>EX_SOFTWARE: a bug.</summary>
    InternalError = 70,

    /// <summary>EX_CANTCREAT: the file already exists and --force was not given.</summary>
    CannotCreate = 73,

    /// <summary>EX_IOERR: reading or writing failed.</summary>
    InputOutput = 74,

    /// <summary>EX_TEMPFAIL: another process is using the directory; try again.</summary>
    TemporaryFailure = 75,

    /// <summary>EX_PROTOCOL: what answered is no agent.</summary>
    Protocol = 76,

    /// <summary>EX_NOPERM: a certificate is not accepted, or has not the role.</summary>
    NoPermission = 77,

    /// <summary>EX_CONFIG: configuration, allow-list or certificates are invalid.</summary>
    Configuration = 78,

    /// <summary>128 + SIGINT: the client was interrupted; a job that it began goes on.</summary>
    Interrupted = 130,
}
