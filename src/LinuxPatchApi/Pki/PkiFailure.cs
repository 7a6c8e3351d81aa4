namespace LinuxPatchApi.Pki;

/// <summary>Why the certificate authority did nothing.</summary>
internal enum PkiFailure
{
    /// <summary>There is a CA, or a certificate of that name, already.</summary>
    AlreadyExists,

    /// <summary>The directory holds no CA.</summary>
    NoAuthority,

    /// <summary>The CA's files are damaged, do not belong together, or the key is open to others.</summary>
    BadAuthority,

    /// <summary>The CA's own validity is over.</summary>
    AuthorityExpired,

    /// <summary>A name, address, number of days or serial that cannot be used.</summary>
    BadArgument,

    /// <summary>No certificate with that serial was issued here.</summary>
    UnknownCertificate,

    /// <summary>A file cannot be read or written.</summary>
    InputOutput,

    /// <summary>Another process is at work in the directory.</summary>
    Busy,
}
