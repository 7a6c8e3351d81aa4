namespace LinuxPatchApi.Configuration;

/// <summary>Why a <see cref="Finding"/> was made; stable, for tests and for code that reacts to it.</summary>
internal enum FindingReason
{
    /// <summary>The file does not exist.</summary>
    FileMissing,

    /// <summary>The file exists and cannot be read (permissions, I/O error, a directory).</summary>
    FileUnreadable,

    /// <summary>The file is larger than is read.</summary>
    FileTooLarge,

    /// <summary>The bytes are not UTF-8.</summary>
    NotUtf8,

    /// <summary>The text is not YAML.</summary>
    Syntax,

    /// <summary>YAML that is not accepted here: anchor, alias, tag, second document, key that is not one word.</summary>
    RefusedYaml,

    /// <summary>Nested deeper than is read.</summary>
    TooDeep,

    /// <summary>The same key twice in one section.</summary>
    DuplicateKey,

    /// <summary>A key that nothing reads.</summary>
    UnknownKey,

    /// <summary>A number where a text is needed, a list where one value is needed, …</summary>
    WrongType,

    /// <summary>A number outside its limits.</summary>
    OutOfRange,

    /// <summary>A word that is not one of the accepted ones.</summary>
    UnknownChoice,

    /// <summary>A text that is not a path, an address, a URL, … as needed.</summary>
    BadFormat,

    /// <summary>A value of the right form that is deliberately not accepted, such as switching TLS off.</summary>
    NotAllowed,

    /// <summary>Two keys that contradict each other.</summary>
    Contradiction,

    /// <summary>Accepted for old files, has no future.</summary>
    Deprecated,

    /// <summary>Accepted for old files, changes nothing.</summary>
    NoEffect,

    /// <summary>Valid, takes effect at the next start only.</summary>
    NeedsRestart,

    /// <summary>Nothing is let in: the allow-list has no entry.</summary>
    NobodyAllowed,
}
