namespace LinuxPatchApi.Packages.Model;

/// <summary>What keeps an update out.</summary>
internal enum BlockKind
{
    /// <summary>The distribution's own lock on this very package (dpkg hold, versionlock, IgnorePkg).</summary>
    Held,

    /// <summary>The distribution gives it to a share of its hosts first.</summary>
    Phased,

    /// <summary>It needs another package that has to stay as it is.</summary>
    KeptBack,

    /// <summary>Its dependencies cannot be met, or it would remove something.</summary>
    Conflicts,

    /// <summary>No trusted key signed it.</summary>
    Unauthenticated,

    /// <summary>The host's preferences rank it below what is installed.</summary>
    Pinned,

    /// <summary>It needs a subscription that the host does not have.</summary>
    Subscription,

    /// <summary>It is not offered to go in, and nobody says why.</summary>
    Unknown,
}

/// <param name="Detail">For people; what it needs or who holds it.</param>
internal sealed record Blocked(BlockKind Kind, string Detail)
{
    /// <summary>Whether somebody wanted it so: then an apply that leaves it out has still done its work.</summary>
    public bool IsWished => Kind is BlockKind.Held or BlockKind.Phased or BlockKind.KeptBack or BlockKind.Pinned;

    /// <summary>The wire's word.</summary>
    public string Word => Kind switch
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
