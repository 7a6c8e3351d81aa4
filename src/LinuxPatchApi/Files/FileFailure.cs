namespace LinuxPatchApi.Files;

/// <summary>Why a file could not be read or written.</summary>
internal enum FileFailure
{
    /// <summary>The file or a parent directory does not exist.</summary>
    NotFound,

    /// <summary>Permissions or a read-only file system forbid it.</summary>
    AccessDenied,

    /// <summary>The file is larger than the caller accepts.</summary>
    TooLarge,

    /// <summary>Users other than the owner can access a file that must be private.</summary>
    TooOpen,

    /// <summary>The content was judged before it took effect, and is not in order.</summary>
    NotAccepted,

    /// <summary>No space, disk error, a directory where a file is expected, …; the detail says which.</summary>
    InputOutput,
}
