namespace LinuxPatchApi.Pki;

/// <summary>The outcome of an operation.</summary>
/// <param name="Failure">Null on success.</param>
/// <param name="Lines">What was done, or why not, for people.</param>
internal sealed record PkiResult(PkiFailure? Failure, IReadOnlyList<string> Lines)
{
    public static PkiResult Done(params string[] lines) => new(null, lines);

    public static PkiResult Fail(PkiFailure failure, string line) => new(failure, [line]);
}

/// <summary>Why an operation of the certificate authority failed.</summary>
internal enum PkiFailure
{
    /// <summary>A CA, or a certificate of that name, already exists.</summary>
    AlreadyExists,

    /// <summary>The directory holds no CA.</summary>
    NoAuthority,

    /// <summary>The file that was named does not exist.</summary>
    NoInput,

    /// <summary>The files of the CA are damaged or do not belong together, or others can read the key.</summary>
    BadAuthority,

    /// <summary>The CA itself has expired.</summary>
    AuthorityExpired,

    /// <summary>A name, address, number of days or serial that cannot be used.</summary>
    BadArgument,

    /// <summary>No certificate with that serial was issued here.</summary>
    UnknownCertificate,

    /// <summary>A file cannot be read or written.</summary>
    InputOutput,

    /// <summary>Another process is using the directory.</summary>
    Busy,
}
