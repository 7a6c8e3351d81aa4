namespace LinuxPatchApi.Packages.Model;

/// <summary>Why an update cannot go in.</summary>
internal enum BlockKind
{
    /// <summary>The distribution's own lock on this very package (dpkg hold, versionlock, IgnorePkg).</summary>
    Held,

    /// <summary>The distribution offers it to a share of its hosts first.</summary>
    Phased,

    /// <summary>It needs another package that has to stay as it is.</summary>
    KeptBack,

    /// <summary>Its dependencies cannot be met, or it would remove something.</summary>
    Conflicts,

    /// <summary>No trusted key signed it.</summary>
    Unauthenticated,

    /// <summary>The host's preferences rank it below what is installed.</summary>
    Pinned,

    /// <summary>The distribution offers it only to subscribers, and the host has no subscription (Ubuntu Pro).</summary>
    Subscription,

    /// <summary>It is not offered, and nothing shows why.</summary>
    Unknown,
}

/// <summary>A reason that keeps an update out.</summary>
/// <param name="Detail">For people: what the update needs, or what holds it.</param>
internal sealed record Blocked(BlockKind Kind, string Detail)
{
    /// <summary>True when an administrator or the distribution intends it: an apply that leaves the update out is still complete.</summary>
    public bool IsIntended => Kind is BlockKind.Held or BlockKind.Phased or BlockKind.KeptBack or BlockKind.Pinned;

    /// <summary>The kind as the API spells it.</summary>
    public string WireName => WireNameOf(Kind);

    /// <summary>Kind and detail, as reasons of skipped changes and problems have it.</summary>
    public string Text => $"{WireName}: {Detail}";

    public static string WireNameOf(BlockKind kind) => kind switch
    {
        BlockKind.Held => "held",
        BlockKind.Phased => "phased",
        BlockKind.KeptBack => "kept_back",
        BlockKind.Conflicts => "conflicts",
        BlockKind.Unauthenticated => "unauthenticated",
        BlockKind.Pinned => "pinned",
        BlockKind.Subscription => "subscription",
        _ => "unknown",
    };
}
