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

    /// <summary>The distribution gives it to its subscribers alone, and the host is none (Ubuntu Pro).</summary>
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
    public string Word => WordOf(Kind);

    /// <summary>With what it means.</summary>
    public string Text => $"{Word}: {Detail}";

    public static string WordOf(BlockKind kind) => kind switch
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
