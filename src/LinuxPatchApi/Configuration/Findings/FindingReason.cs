namespace LinuxPatchApi.Configuration.Findings;

/// <summary>The reason of a <see cref="Finding"/>, for tests and for code that reacts to it.</summary>
internal enum FindingReason
{
    /// <summary>The file does not exist.</summary>
    FileMissing,

    /// <summary>The file exists and cannot be read (permissions, I/O error, a directory).</summary>
    FileUnreadable,

    /// <summary>The file is larger than the limit.</summary>
    FileTooLarge,

    /// <summary>The bytes are not UTF-8.</summary>
    NotUtf8,

    /// <summary>The text is not YAML.</summary>
    Syntax,

    /// <summary>YAML that is not accepted here: anchor, alias, tag, second document, a key that is not a scalar.</summary>
    RefusedYaml,

    /// <summary>Nested deeper than the limit.</summary>
    TooDeep,

    /// <summary>The same key twice in one section.</summary>
    DuplicateKey,

    /// <summary>A key the agent does not know.</summary>
    UnknownKey,

    /// <summary>A value of the wrong type, such as a list instead of a single value.</summary>
    WrongType,

    /// <summary>A number outside its limits.</summary>
    OutOfRange,

    /// <summary>A value that is not one of the accepted choices.</summary>
    UnknownChoice,

    /// <summary>A text in the wrong format: not a path, an address, a URL as required.</summary>
    BadFormat,

    /// <summary>A well-formed value that is refused on purpose, such as switching TLS off.</summary>
    NotAllowed,

    /// <summary>Two keys that contradict each other.</summary>
    Contradiction,

    /// <summary>Accepted for old files; should no longer be used.</summary>
    Deprecated,

    /// <summary>Accepted, but has no effect.</summary>
    NoEffect,

    /// <summary>Valid, but takes effect only at the next start.</summary>
    NeedsRestart,

    /// <summary>Valid, but this host cannot listen there now.</summary>
    CannotBind,

    /// <summary>Nobody is allowed: the allow-list is empty, or no role rule grants admin.</summary>
    NobodyAllowed,
}
